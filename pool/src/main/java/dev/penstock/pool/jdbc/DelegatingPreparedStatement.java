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
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/** A prepared statement that passes every call on to the driver's one. Mechanical. */
@SuppressWarnings("deprecation")
abstract class DelegatingPreparedStatement extends ClaimedStatement implements PreparedStatement {
    private final PreparedStatement prepared;

    DelegatingPreparedStatement(ClaimedConnection connection, PreparedStatement prepared, String sql) {
        super(connection, prepared);
        this.prepared = prepared;
        this.sql = sql;
    }

    @Override
    public void addBatch() throws SQLException {
        try {
            prepared.addBatch();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void clearParameters() throws SQLException {
        try {
            prepared.clearParameters();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean execute() throws SQLException {
        connection.beginStatement(sql);
        try {
            return prepared.execute();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public long executeLargeUpdate() throws SQLException {
        connection.beginStatement(sql);
        try {
            return prepared.executeLargeUpdate();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public @Nullable ResultSet executeQuery() throws SQLException {
        connection.beginStatement(sql);
        try {
            return wrap(prepared.executeQuery());
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public int executeUpdate() throws SQLException {
        connection.beginStatement(sql);
        try {
            return prepared.executeUpdate();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public ResultSetMetaData getMetaData() throws SQLException {
        connection.beginCall();
        try {
            return prepared.getMetaData();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public ParameterMetaData getParameterMetaData() throws SQLException {
        connection.beginCall();
        try {
            return prepared.getParameterMetaData();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public void setArray(int first, Array second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            prepared.setArray(first, ClaimedArray.raw(second));
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setAsciiStream(int first, InputStream second) throws SQLException {
        try {
            prepared.setAsciiStream(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setAsciiStream(int first, InputStream second, int third) throws SQLException {
        try {
            prepared.setAsciiStream(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setAsciiStream(int first, InputStream second, long third) throws SQLException {
        try {
            prepared.setAsciiStream(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setBigDecimal(int first, BigDecimal second) throws SQLException {
        try {
            prepared.setBigDecimal(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setBinaryStream(int first, InputStream second) throws SQLException {
        try {
            prepared.setBinaryStream(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setBinaryStream(int first, InputStream second, int third) throws SQLException {
        try {
            prepared.setBinaryStream(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setBinaryStream(int first, InputStream second, long third) throws SQLException {
        try {
            prepared.setBinaryStream(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setBlob(int first, InputStream second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            prepared.setBlob(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setBlob(int first, Blob second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            prepared.setBlob(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setBlob(int first, InputStream second, long third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            prepared.setBlob(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setBoolean(int first, boolean second) throws SQLException {
        try {
            prepared.setBoolean(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setByte(int first, byte second) throws SQLException {
        try {
            prepared.setByte(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setBytes(int first, byte[] second) throws SQLException {
        try {
            prepared.setBytes(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setCharacterStream(int first, Reader second) throws SQLException {
        try {
            prepared.setCharacterStream(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setCharacterStream(int first, Reader second, int third) throws SQLException {
        try {
            prepared.setCharacterStream(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setCharacterStream(int first, Reader second, long third) throws SQLException {
        try {
            prepared.setCharacterStream(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setClob(int first, Reader second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            prepared.setClob(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setClob(int first, Clob second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            prepared.setClob(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setClob(int first, Reader second, long third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            prepared.setClob(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setDate(int first, Date second) throws SQLException {
        try {
            prepared.setDate(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setDate(int first, Date second, Calendar third) throws SQLException {
        try {
            prepared.setDate(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setDouble(int first, double second) throws SQLException {
        try {
            prepared.setDouble(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setFloat(int first, float second) throws SQLException {
        try {
            prepared.setFloat(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setInt(int first, int second) throws SQLException {
        try {
            prepared.setInt(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setLong(int first, long second) throws SQLException {
        try {
            prepared.setLong(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setNCharacterStream(int first, Reader second) throws SQLException {
        try {
            prepared.setNCharacterStream(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setNCharacterStream(int first, Reader second, long third) throws SQLException {
        try {
            prepared.setNCharacterStream(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setNClob(int first, Reader second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            prepared.setNClob(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setNClob(int first, NClob second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            prepared.setNClob(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setNClob(int first, Reader second, long third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            prepared.setNClob(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setNString(int first, String second) throws SQLException {
        try {
            prepared.setNString(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setNull(int first, int second) throws SQLException {
        try {
            prepared.setNull(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setNull(int first, int second, String third) throws SQLException {
        try {
            prepared.setNull(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setObject(int first, Object second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            prepared.setObject(first, ClaimedArray.raw(second));
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setObject(int first, Object second, int third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            prepared.setObject(first, ClaimedArray.raw(second), third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setObject(int first, Object second, SQLType third) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            prepared.setObject(first, ClaimedArray.raw(second), third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setObject(int first, Object second, int third, int fourth) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            prepared.setObject(first, ClaimedArray.raw(second), third, fourth);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setObject(int first, Object second, SQLType third, int fourth) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            prepared.setObject(first, ClaimedArray.raw(second), third, fourth);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setRef(int first, Ref second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            prepared.setRef(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setRowId(int first, RowId second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            prepared.setRowId(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setSQLXML(int first, SQLXML second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            prepared.setSQLXML(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void setShort(int first, short second) throws SQLException {
        try {
            prepared.setShort(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setString(int first, String second) throws SQLException {
        try {
            prepared.setString(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setTime(int first, Time second) throws SQLException {
        try {
            prepared.setTime(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setTime(int first, Time second, Calendar third) throws SQLException {
        try {
            prepared.setTime(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setTimestamp(int first, Timestamp second) throws SQLException {
        try {
            prepared.setTimestamp(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setTimestamp(int first, Timestamp second, Calendar third) throws SQLException {
        try {
            prepared.setTimestamp(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setURL(int first, URL second) throws SQLException {
        try {
            prepared.setURL(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void setUnicodeStream(int first, InputStream second, int third) throws SQLException {
        try {
            prepared.setUnicodeStream(first, second, third);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }
}
