package dev.penstock.chaos.checkers;

import dev.penstock.chaos.arena.Lab;
import dev.penstock.chaos.report.model.Finding;
import dev.penstock.lab.postgres.PostgresServer;
import dev.penstock.lab.tcp.FaultProxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** After the pool was closed: no thread, socket or session of it is left. */
public final class Leftovers {
    private static final Duration PATIENCE = Duration.ofSeconds(12);
    private static final long POLL_MILLIS = 50;

    private static final String SESSIONS =
            "select count(*) from pg_stat_activity where usename = 'app' and backend_type = 'client backend'";

    /** Threads of the lab, of the driver and of the JVM, which outlive a pool. */
    private static final Pattern OTHERS = Pattern.compile("^(lab-|census|nemesis|shared-worker-|busy-|user-|chaos-|"
            + "owner-of-the-monitor|mysql-|PostgreSQL-JDBC|Cleaner|Common-Cleaner|process reaper|ForkJoinPool|"
            + "VirtualThread|.*Poller|Attach|RMI|JMX|Timer-|Keep-Alive|dns).*");

    private Leftovers() {}

    /** Waits up to 12 s until everything of the pool is gone. */
    public static Finding check(Facts facts) throws SQLException, InterruptedException {
        Lab lab = facts.arena().lab();
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            List<String> threads = threads(facts.threadsBefore());
            int sockets =
                    lab.proxies().stream().mapToInt(FaultProxy::connectionCount).sum();
            long sessions = sessions(lab);
            if (threads.isEmpty() && sockets == 0 && sessions == 0) {
                return new Finding("nothing left", true, "no thread, socket or session is left");
            }
            if (System.nanoTime() > until) {
                return new Finding(
                        "nothing left",
                        false,
                        "left after " + PATIENCE.toSeconds() + " s: threads " + threads + ", " + sockets + " sockets, "
                                + sessions + " sessions");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    /** The names of the live threads that are none of the lab's and the driver's, and were not there before. */
    public static List<String> threads(List<Long> before) {
        Set<Long> known = Set.copyOf(before);
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && !known.contains(thread.getId()))
                .map(Thread::getName)
                .filter(name -> !OTHERS.matcher(name).matches())
                .sorted()
                .toList();
    }

    private static long sessions(Lab lab) throws SQLException {
        long all = 0;
        for (PostgresServer server : lab.running()) {
            try (Connection connection = server.connect();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(SESSIONS)) {
                row.next();
                all += row.getLong(1);
            }
        }
        return all;
    }
}
