package dev.penstock.chaos.suite;

import static dev.penstock.chaos.suite.ScenarioParts.MANY_USERS;
import static dev.penstock.chaos.suite.ScenarioParts.NESTED_USERS;
import static dev.penstock.chaos.suite.ScenarioParts.USERS;
import static dev.penstock.chaos.suite.ScenarioParts.bank;
import static dev.penstock.chaos.suite.ScenarioParts.holders;
import static dev.penstock.chaos.suite.ScenarioParts.ledger;
import static dev.penstock.chaos.suite.ScenarioParts.readers;
import static dev.penstock.chaos.suite.ScenarioParts.scenario;
import static dev.penstock.chaos.suite.ScenarioParts.seeded;

import dev.penstock.chaos.checkers.Expected;
import dev.penstock.chaos.nemeses.ApplicationFaults;
import dev.penstock.chaos.nemeses.ClockStep;
import dev.penstock.chaos.nemeses.DriverNemeses;
import dev.penstock.chaos.nemeses.ProcessorQuota;
import dev.penstock.chaos.suite.Scenario.Load;
import dev.penstock.chaos.suite.Scenario.Need;
import dev.penstock.chaos.workloads.Jobs;
import java.util.List;
import java.util.stream.Stream;

/** Scenarios whose fault is in the application, its process or its driver. */
final class ApplicationScenarios {
    private ApplicationScenarios() {}

    static List<Scenario> all() {
        return Stream.of(application(), use(), driver()).flatMap(List::stream).toList();
    }

    private static List<Scenario> application() {
        return List.of(
                scenario(
                        "client-freeze",
                        "The application's process stands still for 2 s.",
                        bank(),
                        ApplicationFaults::clientFreeze,
                        Expected.recovery(5).withoutFailures()),
                scenario(
                        "processor-quota",
                        "The application's process gets half of one processor.",
                        bank(),
                        ProcessorQuota::new,
                        Expected.recovery(8).withoutFailures(),
                        Need.PROCESSOR_QUOTA),
                scenario(
                        "clock-step",
                        "The wall clock of the application jumps by two hours, twice a second.",
                        new Load(Jobs::longHolds, MANY_USERS, false),
                        ClockStep::new,
                        Expected.recovery(5).routesAround(1).withoutFailures(),
                        Need.CLOCK_STEP),
                scenario(
                        "busy-processors",
                        "Virtual threads use the pool while other threads compute on every processor.",
                        new Load(Jobs::readMostly, MANY_USERS, true),
                        ApplicationFaults::busyProcessors,
                        Expected.recovery(5),
                        Need.VIRTUAL_THREADS),
                scenario(
                        "nested-claims",
                        "Users claim a second connection while they hold one, more users than connections.",
                        new Load(Jobs::nested, NESTED_USERS, false),
                        () -> ApplicationFaults.none("nested claims"),
                        Expected.end().completesAtLeast(NESTED_USERS)));
    }

    private static List<Scenario> use() {
        return List.of(
                scenario(
                        "leak",
                        "Three connections are not returned.",
                        holders(),
                        ApplicationFaults::leak,
                        Expected.recovery(5).routesAround(1).withoutFailures()),
                scenario(
                        "interrupts",
                        "The users are interrupted at random moments.",
                        ledger(),
                        ApplicationFaults::interruptStorm,
                        Expected.recovery(5)),
                scenario(
                        "close",
                        "The pool is closed while it is in use.",
                        bank(),
                        ApplicationFaults::close,
                        Expected.end().claimsFailBy("(?i)closed|shut ?down|not open|interrupted")),
                scenario(
                        "dirty-sessions",
                        "Users return connections with open transactions and changed settings.",
                        new Load(Jobs::dirty, USERS, false),
                        () -> ApplicationFaults.none("dirty sessions"),
                        Expected.recovery(5).withoutFailures()));
    }

    private static List<Scenario> driver() {
        return List.of(
                seeded("slow-driver", "The driver is slow.", readers(), DriverNemeses::slow, Expected.recovery(5)),
                seeded(
                        "throwing-driver",
                        "One call of 200 of the driver throws, and not always an SQLException.",
                        ledger(),
                        DriverNemeses::throwing,
                        Expected.recovery(5)),
                seeded(
                        "failing-reset",
                        "One reset of ten fails as a connection is returned.",
                        new Load(Jobs::dirty, USERS, false),
                        DriverNemeses::failingReset,
                        Expected.recovery(5)));
    }
}
