package dev.penstock.waits;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Measures the memory that recording and reading allocate, with the counters of the virtual machine. */
class MemoryTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int CLAIMS = 200_000;
    private static final int OBJECT_HEADER = 16;

    private final WaitAccounts accounts = new WaitAccounts(NanoClock.system(), new CorrelationIds());

    @Test
    void immediateClaimAllocatesNothing() {
        ClaimLedger ledger = accounts.openLedger("db");
        claim(ledger, guards(ledger, CLAIMS), false);
        TestClaimGuard[] guards = guards(ledger, CLAIMS);

        assertThat(allocatedBy(() -> claim(ledger, guards, false))).isLessThan(CLAIMS / 100);
        assertThat(ledger.heldClaim(0)).isEmpty();
    }

    /** Lets other slots take most of the memory that the flight recorders of all slots share. */
    private void takeSharedMemory() {
        for (int slot = 0; slot < 100; slot++) {
            ClaimLedger other = accounts.openLedger("db");
            claim(other, guards(other, 1_100), false);
        }
    }

    /** A ledger has six accounts with at most {@link LogLinear#PAGES} pages each, for any durations. */
    @Test
    void ledgerMemoryIsBounded() {
        takeSharedMemory();
        ClaimLedger ledger = accounts.openLedger("db");
        long page = OBJECT_HEADER + (long) LogLinear.PAGE_SIZE * Integer.BYTES;
        long allPages = 6 * LogLinear.PAGES * page;
        TestClaimGuard[] early = guards(ledger, CLAIMS);
        TestClaimGuard[] late = guards(ledger, CLAIMS);

        long first = allocatedBy(() -> claim(ledger, early, true));
        long second = allocatedBy(() -> claim(ledger, late, true));

        assertThat(first).isLessThan(2 * allPages);
        assertThat(second).isLessThan(10 * page);
        AccountingAssertions.assertIdentity(accounts.snapshot());
    }

    @Test
    void snapshotOfTenThousandSlotsFitsInMemory() {
        for (int slot = 0; slot < 10_000; slot++) {
            ClaimLedger ledger = accounts.openLedger("db" + slot % 1_000);
            claim(ledger, guards(ledger, 20), true);
        }
        accounts.snapshot();
        WaitSnapshot[] taken = new WaitSnapshot[1];

        long bytes = allocatedBy(() -> taken[0] = accounts.snapshot());

        assertThat(bytes).isLessThan(200L << 20);
        assertThat(taken[0].backends()).hasSize(1_000);
        assertThat(taken[0].claims().ended()).isEqualTo(200_000);
        AccountingAssertions.assertIdentity(taken[0]);
    }

    /** Created before the measurement, because the ledger does not allocate the guards. */
    private static TestClaimGuard[] guards(ClaimLedger ledger, int claims) {
        TestClaimGuard[] guards = new TestClaimGuard[claims];
        Arrays.setAll(guards, i -> TestClaimGuard.fresh(ledger));
        return guards;
    }

    private static void claim(ClaimLedger ledger, TestClaimGuard[] claims, boolean wide) {
        SplittableRandom random = new SplittableRandom(7);
        long now = 0;
        for (int i = 0; i < claims.length; i++) {
            long step = wide ? random.nextLong(1L << (1 + i % 48)) : 5_000;
            TestClaimGuard claim = claims[i];
            ledger.recordImmediateClaim(claim, now);
            claim.beginCall(now + step);
            claim.endCall(now + 2 * step);
            claim.release(now + 3 * step, now + 4 * step);
            now += 4 * step;
        }
    }

    private static long allocatedBy(Runnable work) {
        long thread = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(thread);
        work.run();
        return THREADS.getThreadAllocatedBytes(thread) - before;
    }
}
