package dev.penstock.backends;

import dev.penstock.discovery.Backend;
import dev.penstock.lab.Loopback;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/** Backends, policies and connections that tests are made of. */
public final class SlotSetTestData {
    private SlotSetTestData() {}

    public static Backend backend(int number) {
        return Backend.of("db-" + number + ".test", Loopback.address(number + 1), 5432);
    }

    /** Connect within 5 s, backoff 100 ms to 5 s, lifetime 30 min, keepalive 2 min, check and probe within 1 s. */
    public static BackendsPolicy policy(int maximum) {
        return new BackendsPolicy(
                new BackendsPolicy.Size(maximum, maximum, Duration.ofMinutes(10)),
                new BackendsPolicy.Connect(Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofSeconds(5)),
                new BackendsPolicy.Life(Duration.ofMinutes(30), Duration.ofMinutes(2), Duration.ofSeconds(1)),
                new BackendsPolicy.Status(
                        Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(750), Duration.ofSeconds(1)));
    }

    /** Connections without a server, which know whether they are open. */
    public static final class Connections {
        private final Set<Connection> open = new LinkedHashSet<>();
        private int made;

        public Connection open() {
            int number = ++made;
            Connection connection = (Connection) Proxy.newProxyInstance(
                    SlotSetTestData.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "equals" -> proxy == arguments[0];
                        case "hashCode" -> number;
                        case "toString" -> "connection " + number;
                        default -> throw new UnsupportedOperationException(method.getName());
                    });
            open.add(connection);
            return connection;
        }

        public void close(Connection connection) {
            open.remove(connection);
        }

        public Set<Connection> stillOpen() {
            return open;
        }
    }
}
