package dev.penstock.chaos.junit;

import dev.penstock.chaos.pools.LabAddresses;
import dev.penstock.chaos.pools.PoolUnderTest;
import dev.penstock.chaos.report.model.RunRecord;
import dev.penstock.chaos.suite.Results;
import dev.penstock.chaos.suite.Scenario;
import dev.penstock.chaos.suite.Scenarios;
import dev.penstock.chaos.suite.SuiteRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/**
 * The scenarios of the chaos suite as tests of JUnit, over your own pool and its settings. A {@code @TestFactory}
 * returns {@link #stream()}:
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> chaos() {
 *     return ChaosTests.of("orders", OrdersChaosTest::open).scenarios("freeze", "kill").stream();
 * }
 * }</pre>
 *
 * <p>A test fails if a check failed or the fault did not reach the pool; it is skipped if the fault cannot reach the
 * pool. The report has all tests of the stream that have ended. Used by one thread; the tests must not run in parallel.
 */
public final class ChaosTests {
    private static final Path REPORTS = Path.of("target", "chaos");

    private final PoolUnderTest pool;
    private List<Scenario> scenarios = Scenarios.list();
    private List<Long> seeds = List.of(1L);
    private Duration duration = Duration.ofSeconds(16);
    private Path folder;

    /** Opens a pool. */
    @FunctionalInterface
    public interface Opener {
        /**
         * Opens a new pool on the servers of one run. The suite closes it if it is {@link AutoCloseable}.
         *
         * @throws Exception if the pool does not start; the test then fails
         */
        DataSource open(LabAddresses addresses) throws Exception;
    }

    /** A pool that is only a name and an opener. */
    private record Named(String name, Opener opener) implements PoolUnderTest {
        @Override
        public DataSource open(LabAddresses addresses) throws Exception {
            return opener.open(addresses);
        }
    }

    private ChaosTests(PoolUnderTest pool) {
        this.pool = pool;
        this.folder = REPORTS.resolve(pool.name());
    }

    /** Tests of a pool that leaves the choice of the server to the driver. The name appears in the report. */
    public static ChaosTests of(String name, Opener opener) {
        return new ChaosTests(new Named(name, opener));
    }

    /** Tests of a pool that declares which parts of the lab it uses, such as the name server. */
    public static ChaosTests of(PoolUnderTest pool) {
        return new ChaosTests(pool);
    }

    /**
     * Only these scenarios; all, unless this is called.
     *
     * @throws IllegalArgumentException if there is no scenario of a name; the message lists the names
     */
    public ChaosTests scenarios(String... names) {
        scenarios = Stream.of(names).map(Scenarios::of).toList();
        return this;
    }

    /** The seeds of the random choices, each a test of each scenario; 1, unless this is called. */
    public ChaosTests seeds(long... numbers) {
        seeds = LongStream.of(numbers).boxed().toList();
        return this;
    }

    /** The length of a test without its start and its end, at least 3 s; 16 s, unless this is called. */
    public ChaosTests duration(Duration time) {
        duration = time;
        return this;
    }

    /** The folder of the report; {@code target/chaos/NAME}, unless this is called. */
    public ChaosTests report(Path path) {
        folder = path;
        return this;
    }

    /**
     * A test of each scenario and seed.
     *
     * @throws IllegalArgumentException if the duration is less than 3 s
     */
    public Stream<DynamicTest> stream() {
        Results results = new Results("Chaos tests of " + pool.name(), folder);
        SuiteRunner runner = new SuiteRunner(duration, results);
        return scenarios.stream()
                .flatMap(scenario -> seeds.stream()
                        .map(seed -> DynamicTest.dynamicTest(
                                scenario.name() + ", seed " + seed,
                                () -> judge(
                                        runner.run(List.of(scenario), List.of(pool), List.of(seed))
                                                .get(0),
                                        results))));
    }

    private static void judge(RunRecord run, Results results) {
        switch (run.verdict()) {
            case PASSED -> {}
            case SKIPPED -> Assumptions.abort(run.reason());
            case FAILED, NOT_REACHED ->
                Assertions.fail(run.reason() + " (report: " + results.page().toAbsolutePath() + ")");
        }
    }
}
