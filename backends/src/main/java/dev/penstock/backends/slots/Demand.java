package dev.penstock.backends.slots;

/** Whether claims may go to a backend; the first comes first where slots are scarce. */
public enum Demand {
    /** One may that waits. */
    AWAITED,
    /** One may that comes. */
    WANTED,
    /** None may. */
    UNWANTED
}
