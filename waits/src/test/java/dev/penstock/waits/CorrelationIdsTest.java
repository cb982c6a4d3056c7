package dev.penstock.waits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CorrelationIdsTest {
    private static final long LAST_SEQUENCE = (1L << 40) - 1;

    @Test
    void idsOfSeveralPoolsNeverRepeat() {
        List<CorrelationIds> pools = List.of(new CorrelationIds(), new CorrelationIds(), new CorrelationIds());

        LongStream ids = IntStream.range(0, 30_000)
                .parallel()
                .mapToLong(i -> pools.get(i % 3).next());

        assertThat(ids.distinct().count()).isEqualTo(30_000);
    }

    @Test
    void idsOfLedgersAndPoolNeverRepeat() {
        WaitAccounts accounts = new WaitAccounts(new FakeClock(0), new CorrelationIds());
        Set<Long> ids = new HashSet<>();
        for (int slot = 0; slot < 10; slot++) {
            ClaimLedger ledger = accounts.openLedger("db");
            for (int claim = 0; claim < 10; claim++) {
                TestClaimGuard atOnce = TestClaimGuard.claimImmediately(ledger, 0);
                ids.add(TestClaimGuard.currentClaimId(ledger));
                atOnce.release(0, 0);
                AcquireTimeline timeline = accounts.beginAcquire(0);
                ids.add(timeline.claimId());
                TestClaimGuard queued = TestClaimGuard.claim(ledger, timeline);
                assertThat(TestClaimGuard.currentClaimId(ledger)).isEqualTo(timeline.claimId());
                queued.release(0, 0);
            }
        }

        assertThat(ids).hasSize(200);
    }

    @Test
    void printedFormIsPrefixOriginSequence() {
        assertThat(new CorrelationIds("7f3a9c01d4").format(CorrelationIds.id(2, 1042)))
                .isEqualTo("7f3a9c01d4-2-1042");
    }

    @Test
    void largestIdPrintsAllItsDigits() {
        long id = CorrelationIds.id(0xff_ffff, LAST_SEQUENCE);

        assertThat(new CorrelationIds("p").format(id)).isEqualTo("p-16777215-1099511627775");
    }

    @Test
    void wrappedSequenceKeepsItsOrigin() {
        assertThat(CorrelationIds.id(7, LAST_SEQUENCE + 1)).isEqualTo(CorrelationIds.id(7, 0));
        assertThat(CorrelationIds.id(7, LAST_SEQUENCE + 2)).isEqualTo(CorrelationIds.id(7, 1));
    }

    @Test
    void randomPrefixHasFortyBits() {
        assertThat(new CorrelationIds().format(1)).matches("[0-9a-f]{10}-0-1");
    }
}
