package dev.penstock.chaos.simulation;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A connection to a {@link FakeServer}: what the server knows of it, and who uses it. */
final class FakeSession implements InvocationHandler {
    final long id;
    final FakeServer server;
    /** Whether whoever asked for it had been told meanwhile that nobody waits for it any more. */
    final boolean late;

    final Connection connection;
    private final Statement statement;
    /** The claimant that holds it, 0 for none. */
    int holder;

    /** Whether it lives as far as its server is concerned. */
    boolean alive = true;

    /** Whether the pool has not closed it. */
    boolean open = true;

    boolean closing;

    FakeSession(long id, FakeServer server, boolean late) {
        this.id = id;
        this.server = server;
        this.late = late;
        ClassLoader loader = FakeSession.class.getClassLoader();
        this.connection =
                (Connection) Proxy.newProxyInstance(loader, new Class<?>[] {Connection.class, Session.class}, this);
        this.statement = (Statement) Proxy.newProxyInstance(loader, new Class<?>[] {Statement.class}, this);
    }

    static FakeSession of(Connection claimed) throws SQLException {
        return (FakeSession) claimed.unwrap(Session.class).fake();
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a connection is itself
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        return switch (method.getName()) {
            case "fake" -> this;
            case "unwrap" -> proxy;
            case "createStatement" -> statement;
            case "execute" -> {
                server.execute(this);
                yield true;
            }
            case "rollback", "commit" -> {
                server.roundTrip(this);
                yield null;
            }
            case "isClosed" -> !open || !alive;
            case "hashCode" -> (int) id;
            case "equals" -> arguments != null && proxy == arguments[0];
            case "toString" -> "session " + id;
            default -> nothing(method.getReturnType());
        };
    }

    private static @Nullable Object nothing(Class<?> type) {
        if (type == boolean.class) {
            return false;
        }
        return type == int.class ? (Object) 0 : null;
    }
}
