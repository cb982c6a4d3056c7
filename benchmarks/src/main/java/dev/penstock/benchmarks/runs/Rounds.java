package dev.penstock.benchmarks.runs;

import dev.penstock.benchmarks.pools.Contender;
import dev.penstock.benchmarks.pools.OpenPool;
import dev.penstock.benchmarks.pools.Target;
import dev.penstock.benchmarks.report.Results;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rounds in which the pools take turns in one JVM, so that what disturbs the machine for a while disturbs all of them.
 * The first round warms up and is forgotten.
 *
 * @param scenario what it is called in the results
 * @param crowd who claims
 * @param slots the size of the pools
 * @param window how long a round takes
 * @param count how many rounds count
 */
record Rounds(String scenario, Crowd crowd, int slots, Duration window, int count) {
    void measure(List<Contender> contenders, Target target, Results results) throws InterruptedException {
        Map<Contender, OpenPool> pools = new LinkedHashMap<>();
        try {
            for (Contender contender : contenders) {
                pools.put(contender, contender.open(target, slots));
            }
            for (int round = 0; round <= count; round++) {
                for (Map.Entry<Contender, OpenPool> pool : pools.entrySet()) {
                    Outcome outcome = crowd.run(pool.getValue().dataSource(), window);
                    if (round > 0) {
                        results.addAll(outcome.samples(this, pool.getKey().label(), round));
                    }
                }
            }
        } finally {
            pools.values().forEach(OpenPool::close);
        }
    }
}
