package dev.penstock.chaos.workloads;

import dev.penstock.chaos.arena.Arena;
import dev.penstock.chaos.arena.Client;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A kind of work, which users of the pool repeat. Implementations have no state of their own and are thread-safe. */
@FunctionalInterface
public interface Job {
    /** One operation of one user: claims what it needs and returns it. */
    void perform(Client client) throws Exception;

    /** Adds so many users to the arena, with randomness from the seed. */
    default void addUsers(Arena arena, int count, boolean virtual, SplittableRandom random) {
        for (int i = 1; i <= count; i++) {
            Client client = new Client(arena.pool(), arena.history(), random.split());
            arena.users().add("user-" + i, virtual, () -> attempt(client));
        }
    }

    private boolean attempt(Client client) {
        long began = System.nanoTime();
        Throwable thrown = null;
        try {
            perform(client);
            client.history().completed();
            return true;
        } catch (Throwable e) {
            thrown = e;
            client.history().failed(client.phase(), e);
            return false;
        } finally {
            client.history().ended(System.nanoTime() - began);
            // an interrupt is one of the faults: it must not disturb the next operation
            if (Thread.interrupted() || isInterrupt(thrown)) {
                client.history().metInterrupt();
            }
        }
    }

    private static boolean isInterrupt(@Nullable Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .limit(20)
                .anyMatch(cause -> cause instanceof InterruptedException);
    }
}
