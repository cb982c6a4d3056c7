package dev.penstock.waits.sessions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.waits.ClaimLedger;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SessionAccountsTest {
    private long now;
    private final WaitAccounts accounts = new WaitAccounts(() -> now, new CorrelationIds());
    private final ClaimLedger ledger = accounts.openLedger("db-1");
    private final SessionAccounts sessions = new SessionAccounts("orders", () -> now);

    private void open(OpenReason reason) {
        sessions.opened(reason, ledger, "db-1", 3, OptionalInt.of(4711));
    }

    @Test
    void openedMinusClosedIsOpen() {
        open(OpenReason.GROWTH);
        sessions.closed(CloseReason.LIFETIME, ledger);
        open(OpenReason.REPLACEMENT);
        sessions.openedInVain();
        SessionCounts counts = sessions.counts();

        assertThat(counts.open()).isEqualTo(1).isEqualTo(sessions.sessions().size());
        assertThat(counts.opened())
                .containsEntry(OpenReason.GROWTH, 1L)
                .containsEntry(OpenReason.REPLACEMENT, 1L)
                .containsEntry(OpenReason.UNUSED, 1L);
        assertThat(counts.closed())
                .containsOnlyKeys(CloseReason.values())
                .containsEntry(CloseReason.LIFETIME, 1L)
                .containsEntry(CloseReason.UNUSED, 1L)
                .containsEntry(CloseReason.IDLE, 0L);
        assertThat(counts)
                .hasToString("1 open; opened {growth=1, replacement=1, unused=1}, closed {lifetime=1, unused=1}");
    }

    @Test
    void sessionWithoutClaimsHasItsPlaceAndAge() {
        now = 100;
        open(OpenReason.GROWTH);
        now = 2_000_000_100;

        assertThat(sessions.sessions()).singleElement().satisfies(session -> {
            assertThat(session.claims()).isZero();
            assertThat(session.events()).containsKey(WaitEvent.CLAIM_HOLD);
            assertThat(session).hasToString("session 1 in slot 3 of db-1, pid 4711, for 2.0 s: 0 claims");
        });
        assertThat(sessions.pid(ledger)).hasValue(4711);
    }

    @Test
    void nameAtTheServerIsCutBetweenTwoCharacters() {
        assertThat(sessions.nameOf(17)).isEqualTo("penstock/orders/17");
        assertThat(new SessionAccounts("é".repeat(60), () -> now).nameOf(17))
                .isEqualTo("penstock/" + "é".repeat(25) + "/17");
        assertThat(new SessionAccounts("\uD83D\uDE00".repeat(60), () -> now)
                        .nameOf(1_234)
                        .getBytes(UTF_8))
                .hasSizeLessThanOrEqualTo(63);
    }

    @Test
    void closedSessionIsNotShown() {
        open(OpenReason.GROWTH);
        sessions.closed(CloseReason.EVICTED, ledger);

        assertThat(sessions.sessions()).isEmpty();
        assertThat(sessions.pid(ledger)).isEmpty();
    }
}
