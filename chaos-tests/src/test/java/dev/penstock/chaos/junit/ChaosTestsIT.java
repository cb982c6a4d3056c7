package dev.penstock.chaos.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.chaos.pools.LabAddresses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class ChaosTestsIT {
    private static final Path FOLDER = Path.of("target", "chaos-of-junit");
    private static final Duration SHORTEST = Duration.ofSeconds(3);

    /** A test class as an application has it. */
    static class OrdersChaos {
        @TestFactory
        Stream<DynamicTest> chaos() {
            return ChaosTests.of("orders", OrdersChaos::open)
                    .scenarios("dns-silent", "latency")
                    .duration(SHORTEST)
                    .report(FOLDER)
                    .stream();
        }

        private static DataSource open(LabAddresses addresses) {
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(addresses.jdbcUrl());
            config.setDriverClassName(addresses.driverClassName());
            config.setUsername(addresses.login().user());
            config.setPassword(addresses.login().password());
            config.setMaximumPoolSize(addresses.limits().poolSize());
            config.setConnectionTimeout(addresses.limits().claimDeadline().toMillis());
            return new HikariDataSource(config);
        }
    }

    /** A pool that does not open. */
    static class BrokenChaos {
        @TestFactory
        Stream<DynamicTest> chaos() {
            return ChaosTests.of("broken", addresses -> {
                        throw new IOException("no settings");
                    })
                    .scenarios("kill")
                    .report(FOLDER)
                    .stream();
        }
    }

    private static final class Results implements TestExecutionListener {
        private final Map<String, TestExecutionResult> results = new TreeMap<>();

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest()) {
                results.put(test.getDisplayName(), result);
            }
        }
    }

    private static Map<String, TestExecutionResult> execute(Class<?> test) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(test))
                .build();
        Results results = new Results();
        LauncherFactory.create().execute(request, results);
        return results.results;
    }

    @Test
    void scenariosAreTestsThatPassOrAreSkipped() {
        Map<String, TestExecutionResult> results = execute(OrdersChaos.class);

        assertThat(results).containsOnlyKeys("dns-silent, seed 1", "latency, seed 1");
        assertThat(results.get("latency, seed 1")).isEqualTo(TestExecutionResult.successful());
        assertThat(results.get("dns-silent, seed 1").getStatus()).isEqualTo(TestExecutionResult.Status.ABORTED);
        assertThat(Files.isRegularFile(FOLDER.resolve("chaos.html"))).isTrue();
    }

    @Test
    void poolThatDoesNotOpenFailsTheTest() {
        Map<String, TestExecutionResult> results = execute(BrokenChaos.class);

        assertThat(results.get("kill, seed 1").getThrowable())
                .hasValueSatisfying(thrown -> assertThat(thrown).hasMessageContaining("no settings"));
    }

    @Test
    void unknownScenarioIsRefusedWithTheNames() {
        ChaosTests tests = ChaosTests.of("orders", OrdersChaos::open);

        assertThatThrownBy(() -> tests.scenarios("flood"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'flood'")
                .hasMessageContaining("blackhole");
    }
}
