package dev.penstock.benchmarks.runs;

import dev.penstock.benchmarks.pools.Contender;
import dev.penstock.benchmarks.pools.OpenPool;
import dev.penstock.benchmarks.pools.Target;
import dev.penstock.benchmarks.report.Results;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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
        Map<Contender, OpenPool> pools = new EnumMap<>(Contender.class);
        try {
            for (Contender contender : contenders) {
                pools.put(contender, contender.open(target, slots));
            }
            for (int round = 0; round <= count; round++) {
                List<Contender> turns = new ArrayList<>(contenders);
                Collections.rotate(turns, round);
                for (Contender contender : turns) {
                    Outcome outcome = crowd.run(
                            Objects.requireNonNull(pools.get(contender)).dataSource(), window);
                    if (round > 0) {
                        results.addAll(outcome.samples(this, contender.label(), round));
                    }
                }
            }
        } finally {
            pools.values().forEach(OpenPool::close);
        }
    }
}
