package dev.penstock.chaos.simulation;

/** Who acts: claimants have numbers of their own, from 1 on. */
final class ActorIds {
    /** The first number that is not a claimant's. */
    static final int OTHERS = 1_000_000;

    static final int ENVIRONMENT = OTHERS;
    static final int TIMER = OTHERS + 1;
    static final int WORKER = OTHERS + 2;
    static final int STATUS = OTHERS + 3;

    private ActorIds() {}
}
