package dev.penstock.chaos.simulation;

/** What a connection of the fake driver is beside a {@link java.sql.Connection}. */
public interface Session {
    /** The session itself. */
    Object fake();
}
