package dev.penstock.chaos.simulation.kernel;

/** The numbers of actors; claimants have the numbers from 1 on. */
public final class ActorIds {
    /** The first number that no claimant has. */
    public static final int OTHERS = 1_000_000;

    public static final int ENVIRONMENT = OTHERS;
    public static final int TIMER = OTHERS + 1;
    public static final int WORKER = OTHERS + 2;
    public static final int STATUS = OTHERS + 3;

    private ActorIds() {}
}
