package dev.penstock.benchmarks.harness;

import dev.penstock.benchmarks.pools.Contender;
import dev.penstock.benchmarks.pools.OpenPool;
import dev.penstock.benchmarks.pools.Target;
import dev.penstock.benchmarks.report.Results;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Rounds in which the pools alternate in one JVM, so that a disturbance of the machine affects all of them. Warm-up
 * rounds precede the measured ones until the compiler is almost idle.
 *
 * @param scenario the name in the results
 * @param load the claims of one round
 * @param slots the size of the pools
 * @param window the length of a round for each pool
 * @param count the number of measured rounds
 */
record Rounds(String scenario, LoadGenerator load, int slots, Duration window, int count) {
    private static final int MOST_TO_WARM_UP = 6;
    /** The compiler is almost idle if it takes at most this fraction of the time: a fiftieth. */
    private static final int COMPILES_LITTLE = 50;

    private static final int MOST_RESTS = 50;
    private static final long REST_MILLIS = 100;

    void measure(List<Contender> contenders, Target target, Results results) throws InterruptedException {
        Map<Contender, OpenPool> pools = new EnumMap<>(Contender.class);
        try {
            for (Contender contender : contenders) {
                pools.put(contender, contender.open(target, slots));
            }
            warmUp(pools.values());
            for (int round = 1; round <= count; round++) {
                List<Contender> turns = new ArrayList<>(contenders);
                Collections.rotate(turns, round);
                for (Contender contender : turns) {
                    LoadResult result = load.run(
                            Objects.requireNonNull(pools.get(contender)).dataSource(), window);
                    results.addAll(result.samples(this, contender.label(), round));
                }
            }
        } finally {
            pools.values().forEach(OpenPool::close);
        }
    }

    /** Pauses after each warm-up round until the compiler's queue is empty, because the load starves the compiler. */
    private void warmUp(Collection<OpenPool> pools) throws InterruptedException {
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        boolean settled = false;
        for (int round = 1; round <= MOST_TO_WARM_UP && !settled; round++) {
            long before = compiler.getTotalCompilationTime();
            for (OpenPool pool : pools) {
                load.run(pool.dataSource(), window);
            }
            rest(compiler);
            long compiling = compiler.getTotalCompilationTime() - before;
            settled = compiling * COMPILES_LITTLE < window.toMillis() * pools.size();
        }
    }

    private static void rest(CompilationMXBean compiler) throws InterruptedException {
        long before = -1;
        for (int i = 0; i < MOST_RESTS && before != compiler.getTotalCompilationTime(); i++) {
            before = compiler.getTotalCompilationTime();
            TimeUnit.MILLISECONDS.sleep(REST_MILLIS);
        }
    }
}
