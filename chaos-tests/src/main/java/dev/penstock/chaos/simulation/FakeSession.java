package dev.penstock.chaos.simulation;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A connection to a {@link FakeServer}, with its state and its holder. */
final class FakeSession implements InvocationHandler {
    final long id;
    final FakeServer server;
    /** Whether the pool had abandoned the connect attempt. */
    boolean abandoned;

    final Connection connection;
    private final Statement statement;
    /** The claimant that holds the session; 0 for none. */
    int holder;

    /** Whether the session is alive on the server. */
    boolean alive = true;

    /** Whether the pool has not closed the session. */
    boolean open = true;

    boolean closing;

    /** The begin of the close. */
    long closingSince;

    /** The begin of the connect attempt. */
    long connectBeganAt;

    /** The moment at which the pool got the session; -1 before. */
    long connectedAt = -1;

    /** The moment of a request to evict the session; -1 without a request. */
    long evictedAt = -1;

    /** Whether the pool has reported the eviction as complete. */
    boolean evictionReported;

    /** When an operator's eviction of the session returned; -1 for never. */
    long evictionReturnedAt = -1;

    FakeSession(long id, FakeServer server) {
        this.id = id;
        this.server = server;
        ClassLoader loader = FakeSession.class.getClassLoader();
        this.connection = (Connection)
                Proxy.newProxyInstance(loader, new Class<?>[] {Connection.class, SessionAccess.class}, this);
        this.statement = (Statement) Proxy.newProxyInstance(loader, new Class<?>[] {Statement.class}, this);
    }

    static FakeSession of(Connection claimed) throws SQLException {
        return (FakeSession) claimed.unwrap(SessionAccess.class).fake();
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a connection equals only itself
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        return switch (method.getName()) {
            case "fake" -> this;
            case "unwrap" -> proxy;
            case "createStatement" -> statement;
            case "execute" -> {
                server.execute(
                        this, arguments != null && String.valueOf(arguments[0]).startsWith("update"));
                yield true;
            }
            case "rollback", "commit" -> {
                server.roundTrip(this);
                yield null;
            }
            case "abort" -> {
                server.abort(this);
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
