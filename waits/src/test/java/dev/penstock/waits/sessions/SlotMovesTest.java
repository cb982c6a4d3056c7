package dev.penstock.waits.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.waits.jfr.PoolFlight;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SlotMovesTest {
    private final AtomicLong now = new AtomicLong();
    private final SlotMoves moves = new SlotMoves(now::incrementAndGet, PoolFlight.NONE);

    @Test
    void lastMovesAreKeptInOrder() {
        for (int i = 0; i < SlotMoves.MOST + 10; i++) {
            moves.add("db-1", i, "CONNECTING", "UNCLAIMED");
        }
        assertThat(moves.all())
                .hasSize(SlotMoves.MOST)
                .startsWith(new SlotMoves.Move(11, "db-1", 10, "CONNECTING", "UNCLAIMED"))
                .endsWith(
                        new SlotMoves.Move(SlotMoves.MOST + 10, "db-1", SlotMoves.MOST + 9, "CONNECTING", "UNCLAIMED"));
        assertThat(moves.dropped()).isEqualTo(10);
    }
}
