package dev.penstock.chaos.simulation;

/** What a connection of the fake driver is beside a {@link java.sql.Connection}. */
public interface SessionAccess {
    /** The session itself. */
    Object fake();
}
