package dev.penstock.waits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ClaimHistoryTest {
    private static final int ROUNDS = 100_000;
    private static final long CALL = 300;
    private static final long HOLD = 500;

    /** Whoever loses a race must not lose the other's accounts: each round is the first call that the slot ever had. */
    @Test
    void aClaimThatEndsAsItsFirstCallComesBackAccountsForAllOfItsHold() throws Exception {
        ExecutorService caller = Executors.newSingleThreadExecutor();
        try {
            CyclicBarrier together = new CyclicBarrier(2);
            for (int round = 0; round < ROUNDS; round++) {
                ClaimHistory history = new ClaimHistory();
                CallTimes calls = new CallTimes();
                calls.reset(0);
                calls.begin(0);
                Future<?> late = caller.submit(() -> {
                    meet(together);
                    history.called(CALL);
                });
                meet(together);
                history.called(CALL);
                calls.end(CALL);
                history.ended(calls, HOLD, 0, HOLD, 0);
                late.get();
                assertThat(history.totals(1, false, 0, calls).claims().unaccountedNanos())
                        .as("unaccounted in round %d", round)
                        .isZero();
            }
        } finally {
            caller.shutdown();
        }
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }
}
