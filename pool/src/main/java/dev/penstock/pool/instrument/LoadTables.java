package dev.penstock.pool.instrument;

import dev.penstock.waits.history.LoadRow;
import dev.penstock.waits.history.StoreView;
import dev.penstock.waits.history.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The load second by second, the use of the slots, and the stores that keep the past. */
final class LoadTables {
    private LoadTables() {}

    static List<StatsTable<?>> all() {
        return List.of(timeline(), usage(), usageBySlots(), stores());
    }

    private record Load(LoadRow second, String dimension, String name, Optional<String> waitClass, double load) {}

    private static StatsTable<Load> timeline() {
        return StatsTable.<Load>named(
                        "load_timeline",
                        "The load of one second of the last hour: in all, of one event or of one backend, exact")
                .time("sample_time", "The end of the second", row -> row.second.at())
                .text("dimension", "total, event or backend", Load::dimension)
                .text("name", "The event or the backend; other for all small backends together; total", Load::name)
                .optionalText("wait_class", "The class of the event", Load::waitClass)
                .real("load", "Wait time divided by wall time: the average number of claims", Load::load)
                .duration(
                        "covered",
                        "The length of the row's time; about a second",
                        row -> OptionalLong.of(row.second.covered().toNanos()))
                .flag(
                        "runtime_pause",
                        "Whether the recorder ran so late that the process was probably stopped",
                        row -> row.second.late())
                .from(reading -> loads(reading.pool().records().load().rows(reading.from(), reading.to())));
    }

    private static List<Load> loads(List<LoadRow> seconds) {
        List<Load> rows = new ArrayList<>();
        for (LoadRow second : seconds) {
            rows.add(new Load(second, "total", "total", Optional.empty(), second.load()));
            second.byEvent()
                    .forEach((event, load) -> rows.add(new Load(
                            second,
                            "event",
                            event.label(),
                            Optional.of(event.waitClass().label()),
                            load)));
            second.byBackend()
                    .forEach((backend, load) -> rows.add(new Load(second, "backend", backend, Optional.empty(), load)));
        }
        return rows;
    }

    private record Period(String name, Usage.Seconds seconds, Usage usage) {}

    private static List<Period> periods(Usage usage) {
        return List.of(
                new Period("since_start", usage.sinceStart(), usage), new Period("last_hour", usage.lastHour(), usage));
    }

    private static StatsTable<Period> usage() {
        return StatsTable.<Period>named("usage", "The use of the slots: since the start, and in the last hour")
                .text("period", "since_start or last_hour", Period::name)
                .number("seconds", "The seconds that were counted", row -> row.seconds.total())
                .number("maximum_size", "The most slots that the pool may have", row -> (long) row.usage.maximum())
                .number("peak", "The most slots that were seen in use", row -> (long) row.seconds.peak())
                .number("full_seconds", "Seconds in which all slots were in use", row -> row.seconds.full())
                .number(
                        "waiting_seconds",
                        "Seconds in which a claim waited for a slot, exact",
                        row -> row.seconds.waiting())
                .text("advice", "Whether a larger pool would have helped in the last hour", row -> row.usage.advice())
                .from(reading -> periods(reading.pool().records().usage()));
    }

    private record Slots(String period, long inUse, long seconds) {}

    private static StatsTable<Slots> usageBySlots() {
        return StatsTable.<Slots>named("usage_by_slots", "Seconds by the number of slots in use, sampled")
                .text("period", "since_start or last_hour", Slots::period)
                .number("slots_in_use", "The number of slots in use", Slots::inUse)
                .number("seconds", "The seconds with that number", Slots::seconds)
                .from(reading -> {
                    List<Slots> rows = new ArrayList<>();
                    for (Period period : periods(reading.pool().records().usage())) {
                        List<Long> seconds = period.seconds.byUsedSlots();
                        for (int used = 0; used < seconds.size(); used++) {
                            rows.add(new Slots(period.name, used, seconds.get(used)));
                        }
                    }
                    return rows;
                });
    }

    private static StatsTable<StoreView> stores() {
        return StatsTable.<StoreView>named(
                        "records", "A store of the past, with its size and the number of dropped entries")
                .text("store", "The name of the store", StoreView::store)
                .moment("oldest", "The moment of its oldest entry", StoreView::oldest)
                .number("entries", "The number of its entries", StoreView::entries)
                .number("bytes", "The memory that it uses, in bytes", StoreView::bytes)
                .number("maximum_bytes", "The memory that it uses at most, in bytes", StoreView::maximumBytes)
                .number("dropped", "Entries that it has removed because of age or space", StoreView::dropped)
                .from(reading -> reading.pool().records().stores());
    }
}
