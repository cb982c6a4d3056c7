package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.operations.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** On Java 25, the JDK's own events show the claim of their thread. Only the jar has the classes for that. */
@EnabledForJreRange(min = JRE.JAVA_25)
@Timeout(120)
class FlightContextIT {
    @RegisterExtension
    final Pools pools = new Pools();

    @TempDir
    Path folder;

    @Test
    void eventOfTheJdkShowsClaimAndOperation() throws Exception {
        String code = WaitAccounts.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        assumeTrue(code.endsWith(".jar"), "the classes are not in a jar: " + code);
        PenstockDataSource pool = pools.full(1, config -> {});
        Path file = folder.resolve("context.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("penstock.ClaimHold").withThreshold(Duration.ZERO);
            recording.enable("jdk.ThreadSleep").withThreshold(Duration.ZERO);
            recording.start();
            try (Operation checkout = Operation.begin("checkout");
                    Connection held = pool.getConnection()) {
                assertThat(checkout.name()).isEqualTo("checkout");
                assertThat(held.isClosed()).isFalse();
                TimeUnit.MILLISECONDS.sleep(20);
            }
            recording.dump(file);
        }
        String claim = pool.recordedClaims().get(0).claim();
        assertThat(print(file))
                .contains("Context: ClaimHold.claim = \"" + claim + "\"", "ClaimHold.operation = \"checkout\"");
    }

    private static String print(Path file) throws IOException, InterruptedException {
        Path jfr = Path.of(System.getProperty("java.home"), "bin", "jfr");
        Process process = new ProcessBuilder(jfr.toString(), "print", "--events", "jdk.ThreadSleep", file.toString())
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text;
    }
}
