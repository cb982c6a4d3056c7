package dev.penstock.backends;

/** What a status task is doing that does not answer. */
public enum Microstate {
    /** Has nothing to do. */
    IDLE,
    /** Ready to run, and not running: its executor is busy with something else. */
    QUEUED,
    /** On a processor. */
    RUNNING,
    /** Waits for a monitor that another thread owns. */
    BLOCKED,
    /** Waits for a condition, a lock or a time. */
    WAITING,
    /** In a system call on a socket or file. */
    IN_IO
}
