package dev.penstock.chaos.simulation;

/** The numbers of actors; claimants have the numbers from 1 on. */
final class ActorIds {
    /** The first number that no claimant has. */
    static final int OTHERS = 1_000_000;

    static final int ENVIRONMENT = OTHERS;
    static final int TIMER = OTHERS + 1;
    static final int WORKER = OTHERS + 2;
    static final int STATUS = OTHERS + 3;

    private ActorIds() {}
}
