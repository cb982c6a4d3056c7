package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random schedules of claims on real threads: whatever becomes of them, every nanosecond has its reason. */
class AccountingTest {
    private static final int THREADS = 5;
    private static final int CLAIMS = 150;

    @RegisterExtension
    final Pools pools = new Pools();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyNanosecondHasItsReason(long seed) {
        pools.database().rememberCalls(false);
        Pools.Bare pool = pools.bare(
                2,
                config -> config.setConnectionTimeout(seed % 2 == 0 ? 250 : 0),
                System::nanoTime,
                java.time.Duration.ofNanos(seed % 3 == 0 ? 0 : 50_000));
        AtomicBoolean over = new AtomicBoolean();
        Claimant<Void> observer = Claimant.start("observer", () -> {
            while (!over.get()) {
                assertThat(pool.accounts().snapshot().unaccountedNanos()).isZero();
            }
            return null;
        });
        List<Claimant<Integer>> claimants = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            SplittableRandom random = new SplittableRandom(seed * 1_000 + i);
            claimants.add(Claimant.start("claimant-" + i, () -> claims(pool, random)));
        }
        SplittableRandom random = new SplittableRandom(seed);
        while (!claimants.stream().allMatch(Claimant::isDone)) {
            claimants.get(random.nextInt(THREADS)).thread().interrupt();
            LockSupport.parkNanos(random.nextInt(3_000_000));
        }
        int failed = claimants.stream().mapToInt(Claimant::result).sum();
        over.set(true);
        observer.result();
        Pools.awaitUnclaimed(pool::backends, 2);
        var claims = pool.accounts().snapshot().claims();
        assertThat(claims.ended()).isEqualTo((long) THREADS * CLAIMS);
        assertThat(claims.failed()).isEqualTo(failed);
    }

    private static int claims(Pools.Bare pool, SplittableRandom random) throws SQLException {
        int failed = 0;
        for (int i = 0; i < CLAIMS; i++) {
            try (Connection connection = pool.claims().claim()) {
                use(connection, random);
            } catch (SQLException e) {
                assertThat((Throwable) e).isInstanceOf(ClaimFailure.class);
                failed++;
            } finally {
                Thread.interrupted();
            }
        }
        return failed;
    }

    private static void use(Connection connection, SplittableRandom random) throws SQLException {
        int kind = random.nextInt(100);
        if (kind < 20) {
            connection.setAutoCommit(false);
        }
        if (kind < 60) {
            Statement statement = connection.createStatement();
            statement.execute("select 1");
            if (kind % 2 == 0) {
                statement.close();
            }
        }
        if (kind < 70) {
            LockSupport.parkNanos(random.nextInt(400_000));
        }
        if (kind == 99) {
            connection.abort(Runnable::run);
        }
        if (kind == 98) {
            Claimant<Void> stranger = Claimant.start("stranger", () -> {
                connection.close();
                return null;
            });
            while (!stranger.isDone()) {
                Thread.onSpinWait();
            }
        }
    }
}
