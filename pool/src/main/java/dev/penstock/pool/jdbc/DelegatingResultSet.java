package dev.penstock.pool.jdbc;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A result set that passes every call on to the driver's result set. Mechanical. */
@SuppressWarnings("deprecation")
abstract class DelegatingResultSet implements ResultSet {
    final ClaimedConnection connection;
    final ResultSet delegate;

    DelegatingResultSet(ClaimedConnection connection, ResultSet delegate) {
        this.connection = connection;
        this.delegate = delegate;
    }

    @Override
    public boolean absolute(int first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.absolute(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void afterLast() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.afterLast();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void beforeFirst() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.beforeFirst();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void cancelRowUpdates() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.cancelRowUpdates();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void clearWarnings() throws SQLException {
        try {
            delegate.clearWarnings();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void close() throws SQLException {
        try {
            delegate.close();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void deleteRow() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.deleteRow();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public int findColumn(String first) throws SQLException {
        try {
            return delegate.findColumn(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean first() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.first();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public @Nullable Array getArray(String first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.getArray(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public @Nullable Array getArray(int first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.getArray(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public InputStream getAsciiStream(String first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.getAsciiStream(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public InputStream getAsciiStream(int first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.getAsciiStream(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public BigDecimal getBigDecimal(String first) throws SQLException {
        try {
            return delegate.getBigDecimal(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public BigDecimal getBigDecimal(int first) throws SQLException {
        try {
            return delegate.getBigDecimal(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public BigDecimal getBigDecimal(String first, int second) throws SQLException {
        try {
            return delegate.getBigDecimal(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public BigDecimal getBigDecimal(int first, int second) throws SQLException {
        try {
            return delegate.getBigDecimal(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public InputStream getBinaryStream(String first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.getBinaryStream(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public InputStream getBinaryStream(int first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.getBinaryStream(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public Blob getBlob(String first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.getBlob(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public Blob getBlob(int first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.getBlob(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean getBoolean(String first) throws SQLException {
        try {
            return delegate.getBoolean(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean getBoolean(int first) throws SQLException {
        try {
            return delegate.getBoolean(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public byte getByte(String first) throws SQLException {
        try {
            return delegate.getByte(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public byte getByte(int first) throws SQLException {
        try {
            return delegate.getByte(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public byte[] getBytes(String first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.getBytes(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public byte[] getBytes(int first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.getBytes(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public Reader getCharacterStream(String first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.getCharacterStream(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public Reader getCharacterStream(int first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.getCharacterStream(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public Clob getClob(String first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.getClob(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public Clob getClob(int first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.getClob(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public int getConcurrency() throws SQLException {
        try {
            return delegate.getConcurrency();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getCursorName() throws SQLException {
        try {
            return delegate.getCursorName();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public Date getDate(String first) throws SQLException {
        try {
            return delegate.getDate(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public Date getDate(int first) throws SQLException {
        try {
            return delegate.getDate(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public Date getDate(String first, Calendar second) throws SQLException {
        try {
            return delegate.getDate(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public Date getDate(int first, Calendar second) throws SQLException {
        try {
            return delegate.getDate(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public double getDouble(String first) throws SQLException {
        try {
            return delegate.getDouble(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public double getDouble(int first) throws SQLException {
        try {
            return delegate.getDouble(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
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
    public float getFloat(String first) throws SQLException {
        try {
            return delegate.getFloat(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public float getFloat(int first) throws SQLException {
        try {
            return delegate.getFloat(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getHoldability() throws SQLException {
        try {
            return delegate.getHoldability();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getInt(String first) throws SQLException {
        try {
            return delegate.getInt(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getInt(int first) throws SQLException {
        try {
            return delegate.getInt(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public long getLong(String first) throws SQLException {
        try {
            return delegate.getLong(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public long getLong(int first) throws SQLException {
        try {
            return delegate.getLong(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public ResultSetMetaData getMetaData() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.getMetaData();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public Reader getNCharacterStream(String first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.getNCharacterStream(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public Reader getNCharacterStream(int first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.getNCharacterStream(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public NClob getNClob(String first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.getNClob(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public NClob getNClob(int first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.getNClob(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public String getNString(String first) throws SQLException {
        try {
            return delegate.getNString(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getNString(int first) throws SQLException {
        try {
            return delegate.getNString(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public @Nullable Object getObject(String first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.getObject(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public @Nullable Object getObject(int first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.getObject(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public <T> @Nullable T getObject(String first, Class<T> second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.getObject(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public @Nullable Object getObject(String first, Map<String, Class<?>> second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.getObject(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public <T> @Nullable T getObject(int first, Class<T> second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.getObject(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public @Nullable Object getObject(int first, Map<String, Class<?>> second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.getObject(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public Ref getRef(String first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.getRef(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public Ref getRef(int first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.getRef(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public int getRow() throws SQLException {
        try {
            return delegate.getRow();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public RowId getRowId(String first) throws SQLException {
        try {
            return delegate.getRowId(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public RowId getRowId(int first) throws SQLException {
        try {
            return delegate.getRowId(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public SQLXML getSQLXML(String first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.getSQLXML(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public SQLXML getSQLXML(int first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.getSQLXML(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public short getShort(String first) throws SQLException {
        try {
            return delegate.getShort(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public short getShort(int first) throws SQLException {
        try {
            return delegate.getShort(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getString(String first) throws SQLException {
        try {
            return delegate.getString(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getString(int first) throws SQLException {
        try {
            return delegate.getString(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public Time getTime(String first) throws SQLException {
        try {
            return delegate.getTime(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public Time getTime(int first) throws SQLException {
        try {
            return delegate.getTime(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public Time getTime(String first, Calendar second) throws SQLException {
        try {
            return delegate.getTime(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public Time getTime(int first, Calendar second) throws SQLException {
        try {
            return delegate.getTime(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public Timestamp getTimestamp(String first) throws SQLException {
        try {
            return delegate.getTimestamp(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public Timestamp getTimestamp(int first) throws SQLException {
        try {
            return delegate.getTimestamp(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public Timestamp getTimestamp(String first, Calendar second) throws SQLException {
        try {
            return delegate.getTimestamp(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public Timestamp getTimestamp(int first, Calendar second) throws SQLException {
        try {
            return delegate.getTimestamp(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getType() throws SQLException {
        try {
            return delegate.getType();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public URL getURL(String first) throws SQLException {
        try {
            return delegate.getURL(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public URL getURL(int first) throws SQLException {
        try {
            return delegate.getURL(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public InputStream getUnicodeStream(String first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.getUnicodeStream(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public InputStream getUnicodeStream(int first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.getUnicodeStream(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
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
    public void insertRow() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.insertRow();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean isAfterLast() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.isAfterLast();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean isBeforeFirst() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.isBeforeFirst();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
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
    public boolean isFirst() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.isFirst();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean isLast() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.isLast();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean last() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.last();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void moveToCurrentRow() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.moveToCurrentRow();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void moveToInsertRow() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.moveToInsertRow();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean previous() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.previous();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void refreshRow() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.refreshRow();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean relative(int first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return delegate.relative(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean rowDeleted() throws SQLException {
        try {
            return delegate.rowDeleted();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean rowInserted() throws SQLException {
        try {
            return delegate.rowInserted();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean rowUpdated() throws SQLException {
        try {
            return delegate.rowUpdated();
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
    public void updateArray(String first, Array second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateArray(first, ClaimedArray.raw(second));
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateArray(int first, Array second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateArray(first, ClaimedArray.raw(second));
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateAsciiStream(String first, InputStream second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateAsciiStream(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateAsciiStream(int first, InputStream second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateAsciiStream(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateAsciiStream(String first, InputStream second, int third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateAsciiStream(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateAsciiStream(String first, InputStream second, long third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateAsciiStream(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateAsciiStream(int first, InputStream second, int third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateAsciiStream(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateAsciiStream(int first, InputStream second, long third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateAsciiStream(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateBigDecimal(String first, BigDecimal second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateBigDecimal(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateBigDecimal(int first, BigDecimal second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateBigDecimal(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateBinaryStream(String first, InputStream second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateBinaryStream(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateBinaryStream(int first, InputStream second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateBinaryStream(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateBinaryStream(String first, InputStream second, int third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateBinaryStream(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateBinaryStream(String first, InputStream second, long third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateBinaryStream(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateBinaryStream(int first, InputStream second, int third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateBinaryStream(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateBinaryStream(int first, InputStream second, long third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateBinaryStream(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateBlob(String first, InputStream second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateBlob(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateBlob(String first, Blob second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateBlob(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateBlob(int first, InputStream second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateBlob(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateBlob(int first, Blob second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateBlob(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateBlob(String first, InputStream second, long third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateBlob(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateBlob(int first, InputStream second, long third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateBlob(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateBoolean(String first, boolean second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateBoolean(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateBoolean(int first, boolean second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateBoolean(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateByte(String first, byte second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateByte(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateByte(int first, byte second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateByte(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateBytes(String first, byte[] second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateBytes(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateBytes(int first, byte[] second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateBytes(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateCharacterStream(String first, Reader second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateCharacterStream(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateCharacterStream(int first, Reader second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateCharacterStream(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateCharacterStream(String first, Reader second, int third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateCharacterStream(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateCharacterStream(String first, Reader second, long third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateCharacterStream(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateCharacterStream(int first, Reader second, int third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateCharacterStream(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateCharacterStream(int first, Reader second, long third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateCharacterStream(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateClob(String first, Reader second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateClob(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateClob(String first, Clob second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateClob(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateClob(int first, Reader second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateClob(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateClob(int first, Clob second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateClob(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateClob(String first, Reader second, long third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateClob(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateClob(int first, Reader second, long third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateClob(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateDate(String first, Date second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateDate(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateDate(int first, Date second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateDate(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateDouble(String first, double second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateDouble(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateDouble(int first, double second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateDouble(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateFloat(String first, float second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateFloat(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateFloat(int first, float second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateFloat(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateInt(String first, int second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateInt(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateInt(int first, int second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateInt(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateLong(String first, long second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateLong(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateLong(int first, long second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateLong(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateNCharacterStream(String first, Reader second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateNCharacterStream(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateNCharacterStream(int first, Reader second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateNCharacterStream(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateNCharacterStream(String first, Reader second, long third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateNCharacterStream(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateNCharacterStream(int first, Reader second, long third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateNCharacterStream(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateNClob(String first, Reader second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateNClob(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateNClob(String first, NClob second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateNClob(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateNClob(int first, Reader second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateNClob(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateNClob(int first, NClob second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateNClob(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateNClob(String first, Reader second, long third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateNClob(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateNClob(int first, Reader second, long third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateNClob(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateNString(String first, String second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateNString(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateNString(int first, String second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateNString(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateNull(String first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateNull(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateNull(int first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateNull(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateObject(String first, Object second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateObject(first, ClaimedArray.raw(second));
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateObject(int first, Object second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateObject(first, ClaimedArray.raw(second));
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateObject(String first, Object second, int third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateObject(first, ClaimedArray.raw(second), third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateObject(String first, Object second, SQLType third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateObject(first, ClaimedArray.raw(second), third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateObject(int first, Object second, int third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateObject(first, ClaimedArray.raw(second), third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateObject(int first, Object second, SQLType third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateObject(first, ClaimedArray.raw(second), third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateObject(String first, Object second, SQLType third, int fourth) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateObject(first, ClaimedArray.raw(second), third, fourth);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateObject(int first, Object second, SQLType third, int fourth) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateObject(first, ClaimedArray.raw(second), third, fourth);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateRef(String first, Ref second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateRef(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateRef(int first, Ref second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateRef(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateRow() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateRow();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateRowId(String first, RowId second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateRowId(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateRowId(int first, RowId second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateRowId(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateSQLXML(String first, SQLXML second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateSQLXML(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateSQLXML(int first, SQLXML second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateSQLXML(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateShort(String first, short second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateShort(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateShort(int first, short second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateShort(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateString(String first, String second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateString(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateString(int first, String second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateString(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateTime(String first, Time second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateTime(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateTime(int first, Time second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateTime(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateTimestamp(String first, Timestamp second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateTimestamp(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void updateTimestamp(int first, Timestamp second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            delegate.updateTimestamp(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean wasNull() throws SQLException {
        try {
            return delegate.wasNull();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }
}
