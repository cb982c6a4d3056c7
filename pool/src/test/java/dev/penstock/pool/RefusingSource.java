package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A data source that refuses each connection, and a value of one property. */
public final class RefusingSource implements DataSource {
    static volatile Supplier<SQLException> answer = SQLException::new;
    static volatile String lastUrl = "";

    /** Keeps the URL. */
    public void setUrl(String url) {
        lastUrl = url;
    }

    /** Takes any password. */
    public void setPassword(String password) {
        assertThat(password).isNotNull();
    }

    /** Refuses the value, and quotes it. */
    public void setPicky(String value) {
        throw new IllegalArgumentException("not " + value);
    }

    @Override
    public Connection getConnection() throws SQLException {
        throw answer.get();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw answer.get();
    }

    @Override
    public PrintWriter getLogWriter() {
        return new PrintWriter(new StringWriter());
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setLoginTimeout(int seconds) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("no " + type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
