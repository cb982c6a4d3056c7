package dev.penstock.pool.lints;

import java.util.List;

/** The lints of one pool. Thread-safe; no claim waits for a reader. */
public interface Lints {
    /** The state of each lint, in the order of {@link Lint}. A state is some five seconds old at most. */
    List<LintState> states();

    /** The lints that are raised at this moment. */
    default List<LintState> raised() {
        return states().stream().filter(LintState::raised).toList();
    }
}
