package dev.penstock.discovery;

import static dev.penstock.discovery.DiscoveryFixture.ORDERS;
import static dev.penstock.discovery.DiscoveryFixture.backend;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.discovery.DiscoveryFailure.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

class DiscoveryLogTest {
    private final Lines lines = new Lines();
    private final DiscoveryLog log = new DiscoveryLog(lines, "service orders", Optional.empty());
    private final BackendSetMerger merger = new BackendSetMerger(RefreshPolicy.defaults());
    private BackendSet set = BackendSet.unresolved(ORDERS);

    @Test
    void changeLogsBackendsAndSource() {
        find(backend(1), backend(2));
        find(backend(2), backend(3));
        find(new Backend("orders-2", backend(2).address(), 5432, 0, 7), backend(3));

        assertThat(lines.lines)
                .containsExactly(
                        "INFO service orders: 2 backends, added [orders-1/127.0.0.1:5432, orders-2/127.0.0.2:5432];"
                                + " source test, TTL 5 s",
                        "INFO service orders: 2 backends, added [orders-3/127.0.0.3:5432], removed"
                                + " [orders-1/127.0.0.1:5432]; source test, TTL 5 s",
                        "INFO service orders: 2 backends, changed [orders-2/127.0.0.2:5432 priority 0 weight 0 ->"
                                + " orders-2/127.0.0.2:5432 priority 0 weight 7]; source test, TTL 5 s");
    }

    @Test
    void failureIsLoggedOnceAndItsEndToo() {
        fail("no such host: orders.test");
        find(backend(1));
        fail("no answer");
        fail("no answer");
        fail("SERVFAIL");
        find(backend(1));

        assertThat(lines.lines)
                .containsExactly(
                        "WARN service orders: no backend is known: no such host: orders.test",
                        "INFO service orders: 1 backend, added [orders-1/127.0.0.1:5432]; source test, TTL 5 s",
                        "WARN service orders: keeps 1 backend of earlier answers, because resolution failed: no answer",
                        "WARN service orders: keeps 1 backend of earlier answers, because resolution failed: SERVFAIL",
                        "INFO service orders: resolution works again, 1 backend as before; source test, TTL 5 s");
    }

    @Test
    void largeChangeLogsOneBoundedLine() {
        find(IntStream.range(1, 201).mapToObj(DiscoveryFixture::backend).toArray(Backend[]::new));

        assertThat(lines.lines).hasSize(1);
        assertThat(lines.lines.get(0)).contains("200 backends, added [").contains(" and 190 more]");
    }

    private void find(Backend... backends) {
        judge(new Outcome.Success(DiscoveryFixture.found(Duration.ofSeconds(5), backends)));
    }

    private void fail(String message) {
        judge(new Outcome.Failure(new DiscoveryFailure(Kind.OTHER, message)));
    }

    private void judge(Outcome outcome) {
        BackendSet now = merger.merge(set, outcome, 0);
        if (now.version() != set.version()) {
            log.changed(set, now);
        }
        set = now;
    }

    private static final class Lines extends LegacyAbstractLogger {
        private static final long serialVersionUID = 1L;

        private final transient List<String> lines = new ArrayList<>();

        @Override
        protected @Nullable String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level,
                @Nullable Marker marker,
                String pattern,
                Object @Nullable [] arguments,
                @Nullable Throwable throwable) {
            lines.add(level + " " + MessageFormatter.basicArrayFormat(pattern, arguments));
        }

        @Override
        public boolean isTraceEnabled() {
            return true;
        }

        @Override
        public boolean isDebugEnabled() {
            return true;
        }

        @Override
        public boolean isInfoEnabled() {
            return true;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }
    }
}
