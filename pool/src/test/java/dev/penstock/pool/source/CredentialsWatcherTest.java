package dev.penstock.pool.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.threads.ThreadSource;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How often a provider of fresh credentials is asked while a server refuses them all. */
class CredentialsWatcherTest {
    private final AtomicInteger tokens = new AtomicInteger();

    private Properties fresh() {
        Properties properties = new Properties();
        properties.setProperty("password", "token-" + tokens.incrementAndGet());
        return properties;
    }

    @Test
    void eachRefusalInARowDoublesThePause() {
        assertThat(CredentialsWatcher.pauseAfter(0)).isEqualTo(Duration.ofMillis(500));
        assertThat(CredentialsWatcher.pauseAfter(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(CredentialsWatcher.pauseAfter(5)).isEqualTo(Duration.ofSeconds(16));
        assertThat(CredentialsWatcher.pauseAfter(6)).isEqualTo(Duration.ofSeconds(30));
        assertThat(CredentialsWatcher.pauseAfter(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void refusalsCountUntilCredentialsAreAccepted() throws InterruptedException {
        CountDownLatch changes = new CountDownLatch(2);
        AtomicInteger rounds = new AtomicInteger();
        CredentialsWatcher[] watcher = new CredentialsWatcher[1];
        watcher[0] = new CredentialsWatcher("test", this::fresh, ThreadSource.OWN.named("test"), () -> {
            changes.countDown();
            if (rounds.incrementAndGet() < 2) {
                watcher[0].watch(fresh());
            }
        });
        watcher[0].watch(fresh());
        watcher[0].watch(fresh());
        assertThat(watcher[0].refusals())
                .as("one watch, however many attempts were refused")
                .isEqualTo(1);
        assertThat(changes.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(watcher[0].refusals()).isEqualTo(2);
        watcher[0].accepted();
        assertThat(watcher[0].refusals()).isZero();
        watcher[0].close();
    }
}
