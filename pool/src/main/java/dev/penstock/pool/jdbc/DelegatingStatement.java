package dev.penstock.pool.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A statement that passes every call on to the driver's statement. Mechanical. */
@SuppressWarnings("deprecation")
abstract class DelegatingStatement implements Statement {
    final ClaimedConnection connection;
    final Statement delegate;

    /** The SQL that it executes, or has executed last; null if it has executed none. */
    @Nullable
    String sql;

    DelegatingStatement(ClaimedConnection connection, Statement delegate) {
        this.connection = connection;
        this.delegate = delegate;
    }

    abstract @Nullable ResultSet wrap(@Nullable ResultSet fresh);

    private void beginStatement(String text) throws SQLException {
        sql = text;
        connection.beginStatement(text);
    }

    @Override
    public void addBatch(String first) throws SQLException {
        sql = first;
        try {
            delegate.addBatch(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void cancel() throws SQLException {
        connection.beginCall();
        try {
            delegate.cancel();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public void clearBatch() throws SQLException {
        try {
            delegate.clearBatch();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void clearWarnings() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.clearWarnings();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void closeOnCompletion() throws SQLException {
        try {
            delegate.closeOnCompletion();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String enquoteIdentifier(String first, boolean second) throws SQLException {
        try {
            return delegate.enquoteIdentifier(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String enquoteLiteral(String first) throws SQLException {
        try {
            return delegate.enquoteLiteral(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String enquoteNCharLiteral(String first) throws SQLException {
        try {
            return delegate.enquoteNCharLiteral(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean execute(String first) throws SQLException {
        beginStatement(first);
        try {
            return delegate.execute(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public boolean execute(String first, int[] second) throws SQLException {
        beginStatement(first);
        try {
            return delegate.execute(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public boolean execute(String first, String[] second) throws SQLException {
        beginStatement(first);
        try {
            return delegate.execute(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public boolean execute(String first, int second) throws SQLException {
        beginStatement(first);
        try {
            return delegate.execute(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public int[] executeBatch() throws SQLException {
        connection.beginStatement(sql);
        try {
            return delegate.executeBatch();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public long[] executeLargeBatch() throws SQLException {
        connection.beginStatement(sql);
        try {
            return delegate.executeLargeBatch();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public long executeLargeUpdate(String first) throws SQLException {
        beginStatement(first);
        try {
            return delegate.executeLargeUpdate(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public long executeLargeUpdate(String first, int[] second) throws SQLException {
        beginStatement(first);
        try {
            return delegate.executeLargeUpdate(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public long executeLargeUpdate(String first, String[] second) throws SQLException {
        beginStatement(first);
        try {
            return delegate.executeLargeUpdate(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public long executeLargeUpdate(String first, int second) throws SQLException {
        beginStatement(first);
        try {
            return delegate.executeLargeUpdate(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public @Nullable ResultSet executeQuery(String first) throws SQLException {
        beginStatement(first);
        try {
            return wrap(delegate.executeQuery(first));
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public int executeUpdate(String first) throws SQLException {
        beginStatement(first);
        try {
            return delegate.executeUpdate(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public int executeUpdate(String first, int[] second) throws SQLException {
        beginStatement(first);
        try {
            return delegate.executeUpdate(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public int executeUpdate(String first, String[] second) throws SQLException {
        beginStatement(first);
        try {
            return delegate.executeUpdate(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public int executeUpdate(String first, int second) throws SQLException {
        beginStatement(first);
        try {
            return delegate.executeUpdate(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public int getFetchDirection() throws SQLException {
        try {
            return delegate.getFetchDirection();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getFetchSize() throws SQLException {
        try {
            return delegate.getFetchSize();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public @Nullable ResultSet getGeneratedKeys() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return wrap(delegate.getGeneratedKeys());
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public long getLargeMaxRows() throws SQLException {
        try {
            return delegate.getLargeMaxRows();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public long getLargeUpdateCount() throws SQLException {
        try {
            return delegate.getLargeUpdateCount();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxFieldSize() throws SQLException {
        try {
            return delegate.getMaxFieldSize();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxRows() throws SQLException {
        try {
            return delegate.getMaxRows();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean getMoreResults() throws SQLException {
        connection.beginStatement(sql);
        try {
            return delegate.getMoreResults();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public boolean getMoreResults(int first) throws SQLException {
        connection.beginStatement(sql);
        try {
            return delegate.getMoreResults(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public int getQueryTimeout() throws SQLException {
        try {
            return delegate.getQueryTimeout();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public @Nullable ResultSet getResultSet() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return wrap(delegate.getResultSet());
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public int getResultSetConcurrency() throws SQLException {
        try {
            return delegate.getResultSetConcurrency();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getResultSetHoldability() throws SQLException {
        try {
            return delegate.getResultSetHoldability();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getResultSetType() throws SQLException {
        try {
            return delegate.getResultSetType();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getUpdateCount() throws SQLException {
        try {
            return delegate.getUpdateCount();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public SQLWarning getWarnings() throws SQLException {
        try {
            return delegate.getWarnings();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean isCloseOnCompletion() throws SQLException {
        try {
            return delegate.isCloseOnCompletion();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean isClosed() throws SQLException {
        try {
            return delegate.isClosed();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean isPoolable() throws SQLException {
        try {
            return delegate.isPoolable();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean isSimpleIdentifier(String first) throws SQLException {
        try {
            return delegate.isSimpleIdentifier(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setCursorName(String first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.setCursorName(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setEscapeProcessing(boolean first) throws SQLException {
        try {
            delegate.setEscapeProcessing(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setFetchDirection(int first) throws SQLException {
        try {
            delegate.setFetchDirection(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setFetchSize(int first) throws SQLException {
        try {
            delegate.setFetchSize(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setLargeMaxRows(long first) throws SQLException {
        try {
            delegate.setLargeMaxRows(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setMaxFieldSize(int first) throws SQLException {
        try {
            delegate.setMaxFieldSize(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setMaxRows(int first) throws SQLException {
        try {
            delegate.setMaxRows(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setPoolable(boolean first) throws SQLException {
        try {
            delegate.setPoolable(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setQueryTimeout(int first) throws SQLException {
        try {
            delegate.setQueryTimeout(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }
}
