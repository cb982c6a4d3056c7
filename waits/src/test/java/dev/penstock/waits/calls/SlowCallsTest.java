package dev.penstock.waits.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class SlowCallsTest {
    private final SlowCalls calls = new SlowCalls();

    @Test
    void callsOfOneClaimAreFoundByTheirBegin() {
        calls.add(SqlText.commit(), 10, 20);
        calls.add(null, 100, 30);
        calls.add(SqlText.rollback(), 300, 40);

        assertThat(calls.between(50, 300, 40))
                .containsExactly(
                        new RecordedCall(Optional.empty(), 60, 30, false),
                        new RecordedCall(Optional.of(SqlText.rollback()), 260, 40, false));
        assertThat(calls.between(301, 400, 301)).isEmpty();
    }

    @Test
    void readerSeesWholeCallsWhileOthersAreAdded() throws InterruptedException {
        Thread writer = new Thread(() -> {
            for (int n = 1; n <= 300_000; n++) {
                calls.add(null, n, n);
            }
        });
        writer.start();
        long seen;
        do {
            seen = 0;
            for (RecordedCall call : calls.between(0, Long.MAX_VALUE, 0)) {
                assertThat(call.nanos()).isEqualTo(call.beginNanos()).isGreaterThan(seen);
                seen = call.nanos();
            }
        } while (seen < 300_000);
        writer.join();
    }

    @Test
    void lastCallsAreKeptAndTextsAreCut() {
        for (int i = 0; i < 100; i++) {
            calls.add(SqlText.of(SqlText.keep("select " + "x".repeat(5_000))), i, i);
        }

        assertThat(calls.between(0, 100, 0)).hasSize(SlowCalls.MOST).last().satisfies(last -> {
            assertThat(last.beginNanos()).isEqualTo(99);
            assertThat(last.sql().orElseThrow().length()).isLessThan(5_000);
            assertThat(last.sql().orElseThrow().toString()).endsWith(" more]");
        });
    }
}
