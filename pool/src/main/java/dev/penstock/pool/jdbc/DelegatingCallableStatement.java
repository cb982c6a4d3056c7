package dev.penstock.pool.jdbc;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A callable statement that passes every call on to the driver's one. Mechanical. */
@SuppressWarnings("deprecation")
abstract class DelegatingCallableStatement extends ClaimedPreparedStatement implements CallableStatement {
    private final CallableStatement callable;

    DelegatingCallableStatement(ClaimedConnection connection, CallableStatement callable, String sql) {
        super(connection, callable, sql);
        this.callable = callable;
    }

    @Override
    public @Nullable Array getArray(String first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return callable.getArray(first);
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
            return callable.getArray(first);
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
            return callable.getBigDecimal(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public BigDecimal getBigDecimal(int first) throws SQLException {
        try {
            return callable.getBigDecimal(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public BigDecimal getBigDecimal(int first, int second) throws SQLException {
        try {
            return callable.getBigDecimal(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public Blob getBlob(String first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return callable.getBlob(first);
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
            return callable.getBlob(first);
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
            return callable.getBoolean(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean getBoolean(int first) throws SQLException {
        try {
            return callable.getBoolean(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public byte getByte(String first) throws SQLException {
        try {
            return callable.getByte(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public byte getByte(int first) throws SQLException {
        try {
            return callable.getByte(first);
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
            return callable.getBytes(first);
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
            return callable.getBytes(first);
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
            return callable.getCharacterStream(first);
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
            return callable.getCharacterStream(first);
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
            return callable.getClob(first);
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
            return callable.getClob(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public Date getDate(String first) throws SQLException {
        try {
            return callable.getDate(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public Date getDate(int first) throws SQLException {
        try {
            return callable.getDate(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public Date getDate(String first, Calendar second) throws SQLException {
        try {
            return callable.getDate(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public Date getDate(int first, Calendar second) throws SQLException {
        try {
            return callable.getDate(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public double getDouble(String first) throws SQLException {
        try {
            return callable.getDouble(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public double getDouble(int first) throws SQLException {
        try {
            return callable.getDouble(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public float getFloat(String first) throws SQLException {
        try {
            return callable.getFloat(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public float getFloat(int first) throws SQLException {
        try {
            return callable.getFloat(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getInt(String first) throws SQLException {
        try {
            return callable.getInt(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getInt(int first) throws SQLException {
        try {
            return callable.getInt(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public long getLong(String first) throws SQLException {
        try {
            return callable.getLong(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public long getLong(int first) throws SQLException {
        try {
            return callable.getLong(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public Reader getNCharacterStream(String first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return callable.getNCharacterStream(first);
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
            return callable.getNCharacterStream(first);
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
            return callable.getNClob(first);
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
            return callable.getNClob(first);
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
            return callable.getNString(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getNString(int first) throws SQLException {
        try {
            return callable.getNString(first);
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
            return callable.getObject(first);
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
            return callable.getObject(first);
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
            return callable.getObject(first, second);
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
            return callable.getObject(first, second);
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
            return callable.getObject(first, second);
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
            return callable.getObject(first, second);
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
            return callable.getRef(first);
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
            return callable.getRef(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public RowId getRowId(String first) throws SQLException {
        try {
            return callable.getRowId(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public RowId getRowId(int first) throws SQLException {
        try {
            return callable.getRowId(first);
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
            return callable.getSQLXML(first);
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
            return callable.getSQLXML(first);
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
            return callable.getShort(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public short getShort(int first) throws SQLException {
        try {
            return callable.getShort(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getString(String first) throws SQLException {
        try {
            return callable.getString(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getString(int first) throws SQLException {
        try {
            return callable.getString(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public Time getTime(String first) throws SQLException {
        try {
            return callable.getTime(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public Time getTime(int first) throws SQLException {
        try {
            return callable.getTime(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public Time getTime(String first, Calendar second) throws SQLException {
        try {
            return callable.getTime(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public Time getTime(int first, Calendar second) throws SQLException {
        try {
            return callable.getTime(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public Timestamp getTimestamp(String first) throws SQLException {
        try {
            return callable.getTimestamp(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public Timestamp getTimestamp(int first) throws SQLException {
        try {
            return callable.getTimestamp(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public Timestamp getTimestamp(String first, Calendar second) throws SQLException {
        try {
            return callable.getTimestamp(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public Timestamp getTimestamp(int first, Calendar second) throws SQLException {
        try {
            return callable.getTimestamp(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public URL getURL(String first) throws SQLException {
        try {
            return callable.getURL(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public URL getURL(int first) throws SQLException {
        try {
            return callable.getURL(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void registerOutParameter(String first, int second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            callable.registerOutParameter(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void registerOutParameter(String first, SQLType second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            callable.registerOutParameter(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void registerOutParameter(int first, int second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            callable.registerOutParameter(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void registerOutParameter(int first, SQLType second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            callable.registerOutParameter(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void registerOutParameter(String first, int second, String third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            callable.registerOutParameter(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void registerOutParameter(String first, int second, int third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            callable.registerOutParameter(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void registerOutParameter(String first, SQLType second, String third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            callable.registerOutParameter(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void registerOutParameter(String first, SQLType second, int third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            callable.registerOutParameter(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void registerOutParameter(int first, int second, String third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            callable.registerOutParameter(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void registerOutParameter(int first, int second, int third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            callable.registerOutParameter(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void registerOutParameter(int first, SQLType second, String third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            callable.registerOutParameter(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void registerOutParameter(int first, SQLType second, int third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            callable.registerOutParameter(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setAsciiStream(String first, InputStream second) throws SQLException {
        try {
            callable.setAsciiStream(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setAsciiStream(String first, InputStream second, int third) throws SQLException {
        try {
            callable.setAsciiStream(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setAsciiStream(String first, InputStream second, long third) throws SQLException {
        try {
            callable.setAsciiStream(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setBigDecimal(String first, BigDecimal second) throws SQLException {
        try {
            callable.setBigDecimal(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setBinaryStream(String first, InputStream second) throws SQLException {
        try {
            callable.setBinaryStream(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setBinaryStream(String first, InputStream second, int third) throws SQLException {
        try {
            callable.setBinaryStream(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setBinaryStream(String first, InputStream second, long third) throws SQLException {
        try {
            callable.setBinaryStream(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setBlob(String first, InputStream second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            callable.setBlob(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setBlob(String first, Blob second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            callable.setBlob(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setBlob(String first, InputStream second, long third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            callable.setBlob(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setBoolean(String first, boolean second) throws SQLException {
        try {
            callable.setBoolean(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setByte(String first, byte second) throws SQLException {
        try {
            callable.setByte(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setBytes(String first, byte[] second) throws SQLException {
        try {
            callable.setBytes(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setCharacterStream(String first, Reader second) throws SQLException {
        try {
            callable.setCharacterStream(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setCharacterStream(String first, Reader second, int third) throws SQLException {
        try {
            callable.setCharacterStream(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setCharacterStream(String first, Reader second, long third) throws SQLException {
        try {
            callable.setCharacterStream(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setClob(String first, Reader second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            callable.setClob(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setClob(String first, Clob second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            callable.setClob(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setClob(String first, Reader second, long third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            callable.setClob(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setDate(String first, Date second) throws SQLException {
        try {
            callable.setDate(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setDate(String first, Date second, Calendar third) throws SQLException {
        try {
            callable.setDate(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setDouble(String first, double second) throws SQLException {
        try {
            callable.setDouble(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setFloat(String first, float second) throws SQLException {
        try {
            callable.setFloat(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setInt(String first, int second) throws SQLException {
        try {
            callable.setInt(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setLong(String first, long second) throws SQLException {
        try {
            callable.setLong(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setNCharacterStream(String first, Reader second) throws SQLException {
        try {
            callable.setNCharacterStream(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setNCharacterStream(String first, Reader second, long third) throws SQLException {
        try {
            callable.setNCharacterStream(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setNClob(String first, Reader second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            callable.setNClob(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setNClob(String first, NClob second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            callable.setNClob(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setNClob(String first, Reader second, long third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            callable.setNClob(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setNString(String first, String second) throws SQLException {
        try {
            callable.setNString(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setNull(String first, int second) throws SQLException {
        try {
            callable.setNull(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setNull(String first, int second, String third) throws SQLException {
        try {
            callable.setNull(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setObject(String first, Object second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            callable.setObject(first, ClaimedArray.raw(second));
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setObject(String first, Object second, int third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            callable.setObject(first, ClaimedArray.raw(second), third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setObject(String first, Object second, SQLType third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            callable.setObject(first, ClaimedArray.raw(second), third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setObject(String first, Object second, int third, int fourth) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            callable.setObject(first, ClaimedArray.raw(second), third, fourth);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setObject(String first, Object second, SQLType third, int fourth) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            callable.setObject(first, ClaimedArray.raw(second), third, fourth);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setRowId(String first, RowId second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            callable.setRowId(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setSQLXML(String first, SQLXML second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            callable.setSQLXML(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setShort(String first, short second) throws SQLException {
        try {
            callable.setShort(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setString(String first, String second) throws SQLException {
        try {
            callable.setString(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setTime(String first, Time second) throws SQLException {
        try {
            callable.setTime(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setTime(String first, Time second, Calendar third) throws SQLException {
        try {
            callable.setTime(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setTimestamp(String first, Timestamp second) throws SQLException {
        try {
            callable.setTimestamp(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setTimestamp(String first, Timestamp second, Calendar third) throws SQLException {
        try {
            callable.setTimestamp(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setURL(String first, URL second) throws SQLException {
        try {
            callable.setURL(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean wasNull() throws SQLException {
        try {
            return callable.wasNull();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }
}
