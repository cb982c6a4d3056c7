package dev.penstock.pool.diagnosis;

import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.service.Backends;
import dev.penstock.backends.service.SelfInspection;
import dev.penstock.backends.service.SlotSetFigures;
import dev.penstock.backends.threads.LogLimit;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.history.Promise;
import dev.penstock.waits.history.Recorder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tests the promises of a running pool at each status interval: its counts sum, its slots and sessions are within their
 * limits, and no time is unaccounted. Used on the supervisor's thread; it takes no lock and waits for nothing.
 *
 * <p>A violation counts if two beats in a row see the same figures, because slots move while they are counted. It then
 * counts once, until a beat does not see it any more. A beat that was late follows a pause of the process, in which
 * the figures did not move; it begins anew.
 */
public final class SelfCheck {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.promises");

    private final Supplier<List<SlotSetFigures>> slots;
    private final Supplier<BackendsPolicy> policy;
    private final Supplier<BackendsPolicy.Size> largest;
    private final LongSupplier openSessions;
    private final LongSupplier unaccounted;
    private final BiConsumer<Promise, String> onViolation;

    /** What the last beat saw, by promise and text. */
    private Set<Seen> last = Set.of();

    private Set<Seen> reported = new HashSet<>();

    /** The most slots in all, and at each backend: a lowered limit lets present slots stay, and no more come. */
    private final Limit total = new Limit();

    private Map<Object, Limit> each = new HashMap<>();
    private long beatAt;

    private record Seen(Promise promise, String text) {}

    /**
     * A check of one pool.
     *
     * @param slots the slots and sessions of each backend
     * @param policy the policy of the moment
     * @param largest the largest limits since it was asked before
     * @param openSessions the sessions that are open by the counts of opened and closed ones
     * @param unaccounted the unaccounted time of all claims, in nanoseconds
     * @param onViolation receives each violation with a text; must neither block nor throw
     */
    public SelfCheck(
            Supplier<List<SlotSetFigures>> slots,
            Supplier<BackendsPolicy> policy,
            Supplier<BackendsPolicy.Size> largest,
            LongSupplier openSessions,
            LongSupplier unaccounted,
            BiConsumer<Promise, String> onViolation) {
        this.slots = slots;
        this.policy = policy;
        this.largest = largest;
        this.openSessions = openSessions;
        this.unaccounted = unaccounted;
        this.onViolation = onViolation;
    }

    /** The check of a pool with these parts. Each violation is recorded; one of a promise in ten seconds is logged. */
    public static SelfCheck of(String pool, Backends backends, Recorder recorder, NanoClock clock) {
        Map<Promise, LogLimit> limits = new EnumMap<>(Promise.class);
        for (Promise promise : Promise.values()) {
            limits.put(promise, new LogLimit());
        }
        BiConsumer<Promise, String> report = (promise, text) -> {
            recorder.recordViolation(promise, text);
            if (limits.computeIfAbsent(promise, one -> new LogLimit()).permits(clock.nanoTime())) {
                String form = "pool {}: promise {} is violated, which is a defect of Penstock: {}";
                backends.log().error(LOGGER, form, pool, promise, text);
            }
        };
        LongSupplier open = () -> backends.sessions().counts().open();
        SelfInspection inspection = backends.inspection();
        return new SelfCheck(
                inspection::figures,
                inspection::policy,
                inspection::takeLargestSize,
                open,
                recorder::unaccountedNanos,
                report);
    }

    /** Reports a violation that another test found. Neither blocks nor throws. */
    public void report(Promise promise, String text) {
        onViolation.accept(promise, text);
    }

    /** Tests all promises at {@code now}, in nanoseconds of the pool's clock. */
    public void beat(long now) {
        BackendsPolicy current = policy.get();
        long passed = now - beatAt;
        boolean late = passed
                > 2 * current.status().interval().toNanos()
                        + current.status().timeout().toNanos();
        beatAt = now;
        List<SlotSetFigures> figures = slots.get();
        List<Seen> seen = new ArrayList<>();
        figures.forEach(set -> checkCounts(set, seen));
        checkSessions(figures, seen);
        checkLimits(figures, current.size(), seen);
        long lost = unaccounted.getAsLong();
        if (lost != 0) {
            seen.add(new Seen(Promise.NOTHING_UNACCOUNTED, lost + " ns of all claims are charged to no wait event"));
        }
        Set<Seen> present = Set.copyOf(seen);
        reported.retainAll(present);
        for (Seen one : present) {
            if (!late && last.contains(one) && reported.add(one)) {
                onViolation.accept(one.promise(), one.text());
            }
        }
        last = present;
    }

    private static void checkCounts(SlotSetFigures set, List<Seen> seen) {
        if (!set.busy() && set.existing() != set.counts().total()) {
            seen.add(new Seen(
                    Promise.COUNTS_SUM,
                    set.label() + " has " + set.existing() + " slots, and by state " + set.counts()));
        }
    }

    private void checkSessions(List<SlotSetFigures> figures, List<Seen> seen) {
        long counted = openSessions.getAsLong();
        int there = 0;
        boolean busy = false;
        for (SlotSetFigures set : figures) {
            there += set.sessions();
            busy |= set.busy();
        }
        if (!busy && counted != there) {
            seen.add(new Seen(
                    Promise.COUNTS_SUM,
                    "the slots have " + there + " sessions, and opened minus closed ones are " + counted));
        }
    }

    private void checkLimits(List<SlotSetFigures> figures, BackendsPolicy.Size size, List<Seen> seen) {
        int existing = 0;
        Map<Object, Integer> perBackend = new HashMap<>();
        for (SlotSetFigures set : figures) {
            existing += set.counts().total();
            perBackend.merge(set.backend(), set.counts().total(), Integer::sum);
        }
        BackendsPolicy.Size most = largest.get();
        int allowed = total.allow(size.maximum(), most.maximum(), existing);
        if (existing > allowed) {
            seen.add(new Seen(
                    Promise.SESSIONS_WITHIN_LIMIT, "the pool has " + existing + " slots, and may have " + allowed));
        }
        each.keySet().retainAll(perBackend.keySet());
        for (SlotSetFigures set : figures) {
            int there = perBackend.getOrDefault(set.backend(), 0);
            int allowedThere = each.computeIfAbsent(set.backend(), backend -> new Limit())
                    .allow(size.each().limit(), most.each().limit(), there);
            if (there > allowedThere) {
                seen.add(new Seen(
                        Promise.SESSIONS_WITHIN_LIMIT,
                        set.label() + " has " + there + " slots, and may have " + allowedThere));
            }
        }
    }

    /**
     * A limit that may be lowered while more slots exist. A lowered limit holds once the pool has obeyed it for a
     * while: until then claims hold slots, and a status task that was stalled may still use an earlier grant.
     */
    private static final class Limit {
        private static final int BEATS_TO_OBEY = 30;

        private int allowed;
        private int configured;
        private int beatsObeyed;

        /** What is allowed if the limit is this, has been {@code largest} since the beat before, and so many exist. */
        int allow(int limit, int largest, int existing) {
            boolean same = limit == configured && largest == limit;
            beatsObeyed = existing <= limit && same ? beatsObeyed + 1 : 0;
            configured = limit;
            allowed = beatsObeyed >= BEATS_TO_OBEY ? limit : Math.max(allowed, largest);
            return allowed;
        }
    }
}
