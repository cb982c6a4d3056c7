package dev.penstock.benchmarks.harness;

import dev.penstock.benchmarks.pools.Contender;
import dev.penstock.benchmarks.pools.OpenPool;
import dev.penstock.benchmarks.pools.Target;
import dev.penstock.benchmarks.report.Results;
import dev.penstock.benchmarks.report.Sample;
import dev.penstock.benchmarks.report.Scenarios;
import dev.penstock.benchmarks.stub.NoOpDriver;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;

/** The time from the start of a pool to its first connection, in a new JVM and in a warm one. */
public final class StartHarness implements Harness {
    private static final int SIZE = 10;
    private static final int WARMUPS = 10;
    private static final int STARTS_A_ROUND = 10;

    /** Creates the harness. */
    public StartHarness() {}

    /** Measures in this JVM the first start of the pool that the argument names. */
    public static void main(String[] arguments) throws SQLException {
        Contender contender = Contender.of(arguments[0]);
        int round = Integer.parseInt(arguments[1]);
        Target target = Target.noOp();
        new NoOpDriver().connect(target.url(), new Properties());
        Results results = new Results();
        results.add(new Sample(
                Scenarios.START_COLD, contender.label(), Scenarios.NANOS, round, startNanos(contender, target)));
        ForkedJvm.print(results);
    }

    @Override
    public String name() {
        return "start";
    }

    @Override
    public void measure(Plan plan, Results results) throws IOException, InterruptedException, SQLException {
        List<Contender> contenders = plan.plain(Contender.PENSTOCK, Contender.HIKARI);
        int starts = plan.isSmoke() ? 1 : plan.rounds() * STARTS_A_ROUND;
        for (int start = plan.isSmoke() ? 1 : 1 - WARMUPS; start <= starts; start++) {
            for (Contender contender : contenders) {
                double nanos = startNanos(contender, Target.noOp());
                if (start > 0) {
                    results.add(new Sample(Scenarios.START, contender.label(), Scenarios.NANOS, start, nanos));
                }
            }
        }
        for (int round = 1; round <= plan.rounds(); round++) {
            for (Contender contender : contenders) {
                ForkedJvm.run(
                        StartHarness.class, List.of(), List.of(contender.label(), Integer.toString(round)), results);
            }
        }
    }

    private static double startNanos(Contender contender, Target target) throws SQLException {
        long begun = System.nanoTime();
        try (OpenPool pool = contender.start(target, SIZE);
                Connection connection = pool.dataSource().getConnection()) {
            return connection.isClosed() ? Double.NaN : System.nanoTime() - begun;
        }
    }
}
