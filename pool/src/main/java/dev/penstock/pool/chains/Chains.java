package dev.penstock.pool.chains;

import java.util.List;
import java.util.Optional;

/** The blocking chains of a pool. Thread-safe. */
public interface Chains {
    /**
     * The chains at this moment: one for each root, that with most waiters first. Asks servers of PostgreSQL which
     * session waits for which, unless {@code diagnosticSession} forbids it, and waits up to 500 ms for their answers.
     */
    List<Chain> now();

    /** The chains that were seen, the latest first: at most 64. Asks no server. */
    List<Chain> kept();

    /**
     * The chain of a claim that waits at this moment; empty if it does not. Asks servers as {@link #now()}.
     *
     * @param claim the claim's printed ID
     */
    Optional<Chain> of(String claim);
}
