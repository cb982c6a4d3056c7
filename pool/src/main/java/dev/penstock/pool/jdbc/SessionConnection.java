package dev.penstock.pool.jdbc;

import dev.penstock.waits.ClaimAttributes;
import java.sql.Connection;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.ShardingKey;
import java.util.Map;
import java.util.Properties;

/** A connection whose session is changed by what it is told about its client and its shard. */
abstract class SessionConnection extends DelegatingConnection {
    SessionConnection(Connection delegate, ClaimAttributes attributes) {
        super(delegate, attributes);
    }

    /** A call that changes the session, or notes how it was. */
    @FunctionalInterface
    interface Change {
        void run() throws SQLException;
    }

    /** What was changed until now. */
    abstract SessionChanges changing();

    /** A change of the session: noted first, so that what it was before can be put back. */
    abstract void change(Change note, Change make) throws SQLException;

    @Override
    public void setClientInfo(String name, String value) throws SQLClientInfoException {
        changeClientInfo(() -> delegate.setClientInfo(name, value));
    }

    @Override
    public void setClientInfo(Properties properties) throws SQLClientInfoException {
        changeClientInfo(() -> delegate.setClientInfo(properties));
    }

    private void changeClientInfo(Change make) throws SQLClientInfoException {
        try {
            change(() -> changing().clientInfo(), make);
        } catch (SQLClientInfoException e) {
            throw e;
        } catch (SQLException e) {
            throw new SQLClientInfoException(e.getMessage(), e.getSQLState(), e.getErrorCode(), Map.of(), e);
        }
    }

    @Override
    public void setShardingKey(ShardingKey key) throws SQLException {
        change(() -> changing().shardingKey(), () -> delegate.setShardingKey(key));
    }

    @Override
    public void setShardingKey(ShardingKey key, ShardingKey above) throws SQLException {
        change(() -> changing().shardingKey(), () -> delegate.setShardingKey(key, above));
    }

    @Override
    public boolean setShardingKeyIfValid(ShardingKey key, int timeout) throws SQLException {
        boolean[] valid = new boolean[1];
        change(() -> changing().shardingKey(), () -> valid[0] = delegate.setShardingKeyIfValid(key, timeout));
        return valid[0];
    }

    @Override
    public boolean setShardingKeyIfValid(ShardingKey key, ShardingKey above, int timeout) throws SQLException {
        boolean[] valid = new boolean[1];
        change(() -> changing().shardingKey(), () -> valid[0] = delegate.setShardingKeyIfValid(key, above, timeout));
        return valid[0];
    }
}
