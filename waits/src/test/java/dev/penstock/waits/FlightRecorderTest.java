package dev.penstock.waits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class FlightRecorderTest {
    private static final int OWN_CLAIMS = (FlightRecorder.OWN_PAGES - 1) * FlightRecorder.PAGE_CLAIMS;

    private static final long NOW = 10_000_000;

    private final WaitAccounts accounts = new WaitAccounts(() -> NOW, new CorrelationIds());

    /** Claim n begins at 100 n, and holds for n. */
    private static void claim(ClaimLedger ledger, long from, long to) {
        for (long n = from; n < to; n++) {
            TestClaimGuard claim = TestClaimGuard.claimImmediately(ledger, 100 * n);
            claim.release(101 * n, 101 * n);
        }
    }

    private static List<Long> holds(List<RecordedClaim> claims) {
        return claims.stream().map(RecordedClaim::holdNanos).toList();
    }

    private static List<Long> range(long from, long to) {
        List<Long> numbers = new ArrayList<>();
        for (long n = from; n < to; n++) {
            numbers.add(n);
        }
        return numbers;
    }

    @Test
    void everyClaimIsKeptUntilMemoryIsUsed() {
        ClaimLedger ledger = accounts.openLedger("db");
        int most = FlightRecorder.MOST_PAGES * FlightRecorder.PAGE_CLAIMS;
        for (int n = 0; n < most; n++) {
            claim(ledger, n, n + 1);
            if (n % 37 == 0) {
                assertThat(holds(ledger.recordedClaims(0, most))).isEqualTo(range(0, n + 1));
            }
        }
        claim(ledger, most, most + 1);

        assertThat(holds(ledger.recordedClaims(0, most))).isEqualTo(range(FlightRecorder.PAGE_CLAIMS, most + 1));
        assertThat(holds(ledger.recordedClaims(0, 5))).isEqualTo(range(most - 4, most + 1));
        assertThat(accounts.recordedSize().claims()).isEqualTo(most + 1 - FlightRecorder.PAGE_CLAIMS);
        assertThat(accounts.recordedSize().dropped()).isEqualTo(FlightRecorder.PAGE_CLAIMS);
        assertThat(accounts.recordedSize().bytes())
                .isLessThanOrEqualTo(accounts.recordedSize().mostBytes());
        assertThat(accounts.recordedSize().oldestNanosAgo()).isEqualTo(NOW - 100 * FlightRecorder.PAGE_CLAIMS);
    }

    @Test
    void lastClaimsAreKeptWithoutSharedMemory() {
        List<ClaimLedger> ledgers = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            ledgers.add(accounts.openLedger("db"));
            claim(ledgers.get(i), 0, 500);
        }
        for (ClaimLedger ledger : ledgers) {
            assertThat(ledger.recordedClaims(0, 10_000)).hasSizeGreaterThanOrEqualTo(OWN_CLAIMS);
            assertThat(holds(ledger.recordedClaims(0, OWN_CLAIMS))).isEqualTo(range(500 - OWN_CLAIMS, 500));
        }
        assertThat(accounts.recordedSize().bytes())
                .isLessThanOrEqualTo(accounts.recordedSize().mostBytes());
    }

    @Test
    void slotsShareMemoryInEqualParts() {
        FlightRecorder.Memory memory = new FlightRecorder.Memory();
        int[] pages = new int[200];
        boolean taken;
        do {
            taken = false;
            for (int slot = 0; slot < pages.length; slot++) {
                if (memory.tryTake(pages[slot])) {
                    pages[slot]++;
                    taken = true;
                }
            }
        } while (taken);

        assertThat(Arrays.stream(pages).max().orElseThrow()
                        - Arrays.stream(pages).min().orElseThrow())
                .isLessThanOrEqualTo(1);
        assertThat(pages[0]).isGreaterThan((int) (0.9 * FlightRecorder.Memory.PAGES / (pages.length + 1)));
    }

    @Test
    void memoryOfEndedSlotIsUsedAgain() {
        for (int i = 0; i < 200; i++) {
            ClaimLedger ledger = accounts.openLedger("db");
            claim(ledger, 0, 2_000);
            assertThat(ledger.recordedClaims(0, 2_000)).hasSizeGreaterThan(1_000);
            accounts.closeLedger(ledger);
        }
        assertThat(accounts.recordedSize().claims()).isZero();
        assertThat(accounts.recordedSize().dropped()).isEqualTo(200 * 2_000);
    }

    @Test
    void readerSeesWholeRecordsInOrderWhileSlotIsUsed() throws Exception {
        ClaimLedger ledger = accounts.openLedger("db");
        AtomicBoolean done = new AtomicBoolean();
        AtomicLong readings = new AtomicLong();
        try (ConcurrentRunner runner = new ConcurrentRunner()) {
            runner.add(() -> {
                long n = 0;
                while (n < 200_000 || readings.get() < 100) {
                    claim(ledger, n, ++n);
                }
                done.set(true);
                return null;
            });
            for (int reader = 0; reader < 2; reader++) {
                runner.add(() -> {
                    while (!done.get()) {
                        assertWhole(ledger.recordedClaims(0, Integer.MAX_VALUE));
                        readings.incrementAndGet();
                    }
                    return null;
                });
            }
            runner.finish();
        }
    }

    /** A reader that meets the moment at which a page is added once used the new page's index with the old pages. */
    @Test
    void readerSeesHeldClaimWhilePagesAreAdded() throws Exception {
        AtomicReference<ClaimLedger> current = new AtomicReference<>(accounts.openLedger("db"));
        AtomicBoolean done = new AtomicBoolean();
        int most = FlightRecorder.MOST_PAGES * FlightRecorder.PAGE_CLAIMS;
        try (ConcurrentRunner runner = new ConcurrentRunner()) {
            runner.add(() -> {
                for (int slot = 0; slot < 3_000; slot++) {
                    ClaimLedger before = current.getAndSet(accounts.openLedger("db"));
                    accounts.closeLedger(before);
                    claim(current.get(), 0, most);
                }
                done.set(true);
                return null;
            });
            runner.add(() -> {
                while (!done.get()) {
                    current.get()
                            .heldClaim(0)
                            .ifPresent(
                                    claim -> assertThat(claim.executedNanos()).isZero());
                }
                return null;
            });
            runner.finish();
        }
    }

    private static void assertWhole(List<RecordedClaim> claims) {
        long before = -1;
        for (RecordedClaim claim : claims) {
            long n = claim.holdNanos();
            assertThat(claim.beganNanosAgo()).isEqualTo(-100 * n);
            assertThat(n).isGreaterThan(before);
            before = n;
        }
    }
}
