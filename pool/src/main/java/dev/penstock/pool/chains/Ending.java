package dev.penstock.pool.chains;

import java.util.Locale;

/** The reasons why a blocking chain ends at its last link. */
public enum Ending {
    /** The thread of a claim has a connection, and makes no call. */
    APPLICATION(true),
    /** The server executes a call, and waits for no other session. */
    SERVER(true),
    /** A session outside of the pool holds the lock. */
    OUTSIDE_SESSION(true),
    /** A prepared transaction holds the lock. */
    PREPARED_TRANSACTION(true),
    /** The parties wait for each other. */
    CYCLE(true),
    /** The server has answered the call, and its client has not read the answer. */
    CLIENT(true),
    /** No backend that the claim may have is online. */
    BACKEND(true),
    /** The slots that the claim may have connect or are checked. */
    CONNECT(true),
    /** Discovery has found no backend. */
    DISCOVERY(true),
    /** An operator has suspended the pool. */
    SUSPENDED(true),
    /** A thread that could go on gets no processor or carrier. */
    SCHEDULER(true),
    /** A call is at the driver, and the pool does not ask the server. */
    CALL(false),
    /** The server did not answer the question, or refused the session for it. */
    NO_ANSWER(false),
    /** The server does not know the process that the driver names: a pooler between them makes up the number. */
    UNKNOWN_PROCESS(false),
    /** The server hides the session from the pool's user, which has no privilege of pg_monitor. */
    HIDDEN(false),
    /** The pool does not know what the claim waits for. */
    UNKNOWN(false);

    private final boolean root;

    Ending(boolean root) {
        this.root = root;
    }

    /** Whether the last link is the root of the wait. Otherwise the chain ends because the pool can see no further. */
    public boolean isRoot() {
        return root;
    }

    /** The name in SQL and JSON, in lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return label();
    }
}
