package dev.penstock.backends;

/** The activity of a status task, in one word. */
public enum Microstate {
    /** Has no message to handle. */
    IDLE,
    /** Is ready to run and does not run: its executor is busy with other work. */
    QUEUED,
    /** Runs, or is ready to run, on a thread. */
    RUNNING,
    /** Waits for a monitor that another thread owns. */
    BLOCKED,
    /** Waits for a condition, a lock or a time. */
    WAITING,
    /** Is in a system call on a socket or file. */
    IN_IO
}
