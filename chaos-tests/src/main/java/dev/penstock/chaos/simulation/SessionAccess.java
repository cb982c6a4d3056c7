package dev.penstock.chaos.simulation;

/** A second interface of the fake driver's connections, which gives access to the session. */
public interface SessionAccess {
    /** The session of the connection. */
    Object fake();
}
