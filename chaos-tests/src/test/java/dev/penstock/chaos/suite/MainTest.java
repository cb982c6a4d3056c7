package dev.penstock.chaos.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.chaos.pools.KnownPools;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {
    private final StringWriter out = new StringWriter();

    private int run(String... arguments) {
        PrintWriter writer = new PrintWriter(out);
        return new CommandLine(new Main()).setOut(writer).setErr(writer).execute(arguments);
    }

    @Test
    void listNamesEachScenarioOnce() {
        assertThat(run("--list")).isZero();
        assertThat(out.toString().lines()).hasSize(Scenarios.list().size());
        assertThat(Scenarios.list().stream().map(Scenario::name))
                .doesNotHaveDuplicates()
                .contains("incident");
    }

    @Test
    void helpNamesTheOptions() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("--scenario", "--pool", "--seed", "--duration", "class:a.b.C");
    }

    @Test
    void unknownScenarioIsRefusedWithTheNames() {
        assertThat(run("--scenario=flood")).isEqualTo(2);
        assertThat(out.toString()).contains("there is no scenario 'flood'", "blackhole");
    }

    @Test
    void unknownPoolIsRefusedWithTheNames() {
        assertThat(run("--scenario=kill", "--pool=puddle")).isEqualTo(2);
        assertThat(out.toString()).contains("there is no pool 'puddle'", "agroal, dbcp2, hikaricp, penstock");
    }

    @Test
    void classThatIsNoPoolIsRefused() {
        assertThat(run("--scenario=kill", "--pool=class:java.lang.String")).isEqualTo(2);
        assertThat(out.toString()).contains("'java.lang.String' does not implement PoolUnderTest");
    }

    @Test
    void clockStepWithoutItsLibraryIsSkippedWithTheReason() {
        assumeTrue(System.getenv("LD_PRELOAD") == null, "the JVM runs without a library of its own");
        assertThat(Scenarios.of("clock-step").obstacle(KnownPools.of("penstock")))
                .hasValueSatisfying(reason -> assertThat(reason).contains("libfaketime", "docs/chaos.md"));
    }

    @Test
    void runsOfWhichEachIsSkippedAreNoSuccess() {
        assertThat(run("--scenario=dns-silent", "--pool=hikaricp", "--output=target/main-test"))
                .isEqualTo(2);
        assertThat(out.toString()).contains("1 run of 16 s", "does not find its servers by DNS", "Nothing ran");
    }

    @Test
    void contradictoryOptionsAreRefused() {
        assertThat(run("--soak=1h", "--scenario=kill")).isEqualTo(2);
        assertThat(run("--soak=1h", "--pool=penstock", "--duration=long")).isEqualTo(2);
        assertThat(run("--scenario=kill", "--pool=penstock", "--seed=1,1")).isEqualTo(2);
        assertThat(out.toString()).contains("use --soak or --scenario, not both", "not 'long'", "'1' is given twice");
    }

    @Test
    void tooShortRunIsRefused() {
        assertThat(run("--scenario=kill", "--pool=penstock", "--duration=1s")).isEqualTo(2);
        assertThat(out.toString()).contains("at least 3 s");
    }
}
