package dev.penstock.pool.blocking;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.penstock.pool.chains.Chain;
import dev.penstock.pool.chains.Link;
import dev.penstock.waits.history.StoreView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The last chains: at most {@value #MOST}. A chain that is seen again within {@link #SAME} is the same chain, and its
 * latest form is kept. Thread-safe.
 */
final class ChainStore {
    static final int MOST = 64;

    /** The server is asked once in ten seconds, so that the form of a chain may change for so long. */
    static final Duration SAME = Duration.ofSeconds(15);

    private static final int BYTES_A_CHAIN = 400;
    private static final long MOST_BYTES = (long) MOST * (BYTES_A_CHAIN + 40_000);

    private final ReentrantLock lock = new ReentrantLock();

    /** The one seen last first. */
    @GuardedBy("lock")
    private final Deque<Chain> chains = new ArrayDeque<>();

    @GuardedBy("lock")
    private long last;

    @GuardedBy("lock")
    private long dropped;

    /** Keeps a chain, and gives it the ID of the same chain before, or a new one. */
    Chain keep(Chain found) {
        lock.lock();
        try {
            Chain before = chains.stream()
                    .filter(chain -> chain.signature().equals(found.signature())
                            && chain.until().plus(SAME).isAfter(found.until()))
                    .findFirst()
                    .orElse(null);
            Chain kept =
                    before == null ? found.as("chain-" + ++last, found.from()) : found.as(before.id(), before.from());
            if (before != null) {
                chains.removeFirstOccurrence(before);
            }
            chains.addFirst(kept);
            if (chains.size() > MOST) {
                chains.removeLast();
                dropped++;
            }
            return kept;
        } finally {
            lock.unlock();
        }
    }

    /** The chains, the one seen last first. */
    List<Chain> kept() {
        lock.lock();
        try {
            return new ArrayList<>(chains);
        } finally {
            lock.unlock();
        }
    }

    StoreView view() {
        List<Chain> kept = kept();
        long bytes = 0;
        Optional<Instant> oldest = Optional.empty();
        for (Chain chain : kept) {
            bytes += BYTES_A_CHAIN + 2L * chain.signature().length();
            for (Link link : chain.links()) {
                bytes += BYTES_A_CHAIN + 2L * link.text().length();
                bytes += link.frames().stream().mapToLong(String::length).sum() * 2;
            }
            oldest = oldest.isPresent() && oldest.get().isBefore(chain.from()) ? oldest : Optional.of(chain.from());
        }
        lock.lock();
        try {
            return new StoreView("chains", oldest, kept.size(), bytes, MOST_BYTES, dropped, 0);
        } finally {
            lock.unlock();
        }
    }
}
