package dev.penstock.pool.jdbc;

import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.RowIdLifetime;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Metadata that passes every call on to the driver's metadata. Mechanical. */
@SuppressWarnings("deprecation")
abstract class DelegatingMetaData implements DatabaseMetaData {
    final ClaimedConnection connection;
    private final DatabaseMetaData delegate;

    DelegatingMetaData(ClaimedConnection connection, DatabaseMetaData delegate) {
        this.connection = connection;
        this.delegate = delegate;
    }

    abstract @Nullable ResultSet wrap(@Nullable ResultSet fresh);

    /** The driver's metadata, while the claim lasts. After that another claim may have the connection. */
    final DatabaseMetaData open() throws SQLException {
        connection.requireOpen("its metadata was used after close()");
        return delegate;
    }

    @Override
    public boolean allProceduresAreCallable() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().allProceduresAreCallable();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean allTablesAreSelectable() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().allTablesAreSelectable();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean autoCommitFailureClosesAllResultSets() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().autoCommitFailureClosesAllResultSets();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean dataDefinitionCausesTransactionCommit() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().dataDefinitionCausesTransactionCommit();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean dataDefinitionIgnoredInTransactions() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().dataDefinitionIgnoredInTransactions();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean deletesAreDetected(int first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().deletesAreDetected(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean doesMaxRowSizeIncludeBlobs() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().doesMaxRowSizeIncludeBlobs();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean generatedKeyAlwaysReturned() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().generatedKeyAlwaysReturned();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public @Nullable ResultSet getAttributes(String first, String second, String third, String fourth)
            throws SQLException {
        connection.beginCall();
        try {
            return wrap(open().getAttributes(first, second, third, fourth));
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public @Nullable ResultSet getBestRowIdentifier(
            String first, String second, String third, int fourth, boolean fifth) throws SQLException {
        connection.beginCall();
        try {
            return wrap(open().getBestRowIdentifier(first, second, third, fourth, fifth));
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public String getCatalogSeparator() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getCatalogSeparator();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public String getCatalogTerm() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getCatalogTerm();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public @Nullable ResultSet getCatalogs() throws SQLException {
        connection.beginCall();
        try {
            return wrap(open().getCatalogs());
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public @Nullable ResultSet getClientInfoProperties() throws SQLException {
        connection.beginCall();
        try {
            return wrap(open().getClientInfoProperties());
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public @Nullable ResultSet getColumnPrivileges(String first, String second, String third, String fourth)
            throws SQLException {
        connection.beginCall();
        try {
            return wrap(open().getColumnPrivileges(first, second, third, fourth));
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public @Nullable ResultSet getColumns(String first, String second, String third, String fourth)
            throws SQLException {
        connection.beginCall();
        try {
            return wrap(open().getColumns(first, second, third, fourth));
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public @Nullable ResultSet getCrossReference(
            String first, String second, String third, String fourth, String fifth, String sixth) throws SQLException {
        connection.beginCall();
        try {
            return wrap(open().getCrossReference(first, second, third, fourth, fifth, sixth));
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public int getDatabaseMajorVersion() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getDatabaseMajorVersion();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public int getDatabaseMinorVersion() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getDatabaseMinorVersion();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public String getDatabaseProductName() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getDatabaseProductName();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public String getDatabaseProductVersion() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getDatabaseProductVersion();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public int getDefaultTransactionIsolation() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getDefaultTransactionIsolation();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public int getDriverMajorVersion() {
        try {
            return delegate.getDriverMajorVersion();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getDriverMinorVersion() {
        try {
            return delegate.getDriverMinorVersion();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getDriverName() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getDriverName();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public String getDriverVersion() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getDriverVersion();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public @Nullable ResultSet getExportedKeys(String first, String second, String third) throws SQLException {
        connection.beginCall();
        try {
            return wrap(open().getExportedKeys(first, second, third));
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public String getExtraNameCharacters() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getExtraNameCharacters();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public @Nullable ResultSet getFunctionColumns(String first, String second, String third, String fourth)
            throws SQLException {
        connection.beginCall();
        try {
            return wrap(open().getFunctionColumns(first, second, third, fourth));
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public @Nullable ResultSet getFunctions(String first, String second, String third) throws SQLException {
        connection.beginCall();
        try {
            return wrap(open().getFunctions(first, second, third));
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public String getIdentifierQuoteString() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getIdentifierQuoteString();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public @Nullable ResultSet getImportedKeys(String first, String second, String third) throws SQLException {
        connection.beginCall();
        try {
            return wrap(open().getImportedKeys(first, second, third));
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public @Nullable ResultSet getIndexInfo(String first, String second, String third, boolean fourth, boolean fifth)
            throws SQLException {
        connection.beginCall();
        try {
            return wrap(open().getIndexInfo(first, second, third, fourth, fifth));
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public int getJDBCMajorVersion() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getJDBCMajorVersion();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public int getJDBCMinorVersion() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getJDBCMinorVersion();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public int getMaxBinaryLiteralLength() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getMaxBinaryLiteralLength();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public int getMaxCatalogNameLength() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getMaxCatalogNameLength();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public int getMaxCharLiteralLength() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getMaxCharLiteralLength();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public int getMaxColumnNameLength() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getMaxColumnNameLength();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public int getMaxColumnsInGroupBy() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getMaxColumnsInGroupBy();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public int getMaxColumnsInIndex() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getMaxColumnsInIndex();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public int getMaxColumnsInOrderBy() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getMaxColumnsInOrderBy();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public int getMaxColumnsInSelect() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getMaxColumnsInSelect();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public int getMaxColumnsInTable() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getMaxColumnsInTable();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public int getMaxConnections() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getMaxConnections();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public int getMaxCursorNameLength() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getMaxCursorNameLength();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public int getMaxIndexLength() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getMaxIndexLength();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public long getMaxLogicalLobSize() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getMaxLogicalLobSize();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public int getMaxProcedureNameLength() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getMaxProcedureNameLength();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public int getMaxRowSize() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getMaxRowSize();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public int getMaxSchemaNameLength() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getMaxSchemaNameLength();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public int getMaxStatementLength() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getMaxStatementLength();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public int getMaxStatements() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getMaxStatements();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public int getMaxTableNameLength() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getMaxTableNameLength();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public int getMaxTablesInSelect() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getMaxTablesInSelect();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public int getMaxUserNameLength() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getMaxUserNameLength();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public String getNumericFunctions() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getNumericFunctions();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public @Nullable ResultSet getPrimaryKeys(String first, String second, String third) throws SQLException {
        connection.beginCall();
        try {
            return wrap(open().getPrimaryKeys(first, second, third));
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public @Nullable ResultSet getProcedureColumns(String first, String second, String third, String fourth)
            throws SQLException {
        connection.beginCall();
        try {
            return wrap(open().getProcedureColumns(first, second, third, fourth));
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public String getProcedureTerm() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getProcedureTerm();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public @Nullable ResultSet getProcedures(String first, String second, String third) throws SQLException {
        connection.beginCall();
        try {
            return wrap(open().getProcedures(first, second, third));
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public @Nullable ResultSet getPseudoColumns(String first, String second, String third, String fourth)
            throws SQLException {
        connection.beginCall();
        try {
            return wrap(open().getPseudoColumns(first, second, third, fourth));
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public int getResultSetHoldability() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getResultSetHoldability();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public RowIdLifetime getRowIdLifetime() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getRowIdLifetime();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public String getSQLKeywords() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getSQLKeywords();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public int getSQLStateType() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getSQLStateType();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public String getSchemaTerm() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getSchemaTerm();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public @Nullable ResultSet getSchemas() throws SQLException {
        connection.beginCall();
        try {
            return wrap(open().getSchemas());
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public @Nullable ResultSet getSchemas(String first, String second) throws SQLException {
        connection.beginCall();
        try {
            return wrap(open().getSchemas(first, second));
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public String getSearchStringEscape() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getSearchStringEscape();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public String getStringFunctions() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getStringFunctions();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public @Nullable ResultSet getSuperTables(String first, String second, String third) throws SQLException {
        connection.beginCall();
        try {
            return wrap(open().getSuperTables(first, second, third));
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public @Nullable ResultSet getSuperTypes(String first, String second, String third) throws SQLException {
        connection.beginCall();
        try {
            return wrap(open().getSuperTypes(first, second, third));
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public String getSystemFunctions() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getSystemFunctions();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public @Nullable ResultSet getTablePrivileges(String first, String second, String third) throws SQLException {
        connection.beginCall();
        try {
            return wrap(open().getTablePrivileges(first, second, third));
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public @Nullable ResultSet getTableTypes() throws SQLException {
        connection.beginCall();
        try {
            return wrap(open().getTableTypes());
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public @Nullable ResultSet getTables(String first, String second, String third, String[] fourth)
            throws SQLException {
        connection.beginCall();
        try {
            return wrap(open().getTables(first, second, third, fourth));
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public String getTimeDateFunctions() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getTimeDateFunctions();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public @Nullable ResultSet getTypeInfo() throws SQLException {
        connection.beginCall();
        try {
            return wrap(open().getTypeInfo());
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public @Nullable ResultSet getUDTs(String first, String second, String third, int[] fourth) throws SQLException {
        connection.beginCall();
        try {
            return wrap(open().getUDTs(first, second, third, fourth));
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public String getURL() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getURL();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public String getUserName() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().getUserName();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public @Nullable ResultSet getVersionColumns(String first, String second, String third) throws SQLException {
        connection.beginCall();
        try {
            return wrap(open().getVersionColumns(first, second, third));
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endCall();
        }
    }

    @Override
    public boolean insertsAreDetected(int first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().insertsAreDetected(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean isCatalogAtStart() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().isCatalogAtStart();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean isReadOnly() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().isReadOnly();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean locatorsUpdateCopy() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().locatorsUpdateCopy();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean nullPlusNonNullIsNull() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().nullPlusNonNullIsNull();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean nullsAreSortedAtEnd() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().nullsAreSortedAtEnd();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean nullsAreSortedAtStart() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().nullsAreSortedAtStart();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean nullsAreSortedHigh() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().nullsAreSortedHigh();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean nullsAreSortedLow() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().nullsAreSortedLow();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean othersDeletesAreVisible(int first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().othersDeletesAreVisible(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean othersInsertsAreVisible(int first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().othersInsertsAreVisible(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean othersUpdatesAreVisible(int first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().othersUpdatesAreVisible(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean ownDeletesAreVisible(int first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().ownDeletesAreVisible(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean ownInsertsAreVisible(int first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().ownInsertsAreVisible(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean ownUpdatesAreVisible(int first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().ownUpdatesAreVisible(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean storesLowerCaseIdentifiers() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().storesLowerCaseIdentifiers();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean storesLowerCaseQuotedIdentifiers() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().storesLowerCaseQuotedIdentifiers();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean storesMixedCaseIdentifiers() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().storesMixedCaseIdentifiers();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean storesMixedCaseQuotedIdentifiers() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().storesMixedCaseQuotedIdentifiers();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean storesUpperCaseIdentifiers() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().storesUpperCaseIdentifiers();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean storesUpperCaseQuotedIdentifiers() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().storesUpperCaseQuotedIdentifiers();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsANSI92EntryLevelSQL() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsANSI92EntryLevelSQL();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsANSI92FullSQL() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsANSI92FullSQL();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsANSI92IntermediateSQL() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsANSI92IntermediateSQL();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsAlterTableWithAddColumn() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsAlterTableWithAddColumn();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsAlterTableWithDropColumn() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsAlterTableWithDropColumn();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsBatchUpdates() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsBatchUpdates();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsCatalogsInDataManipulation() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsCatalogsInDataManipulation();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsCatalogsInIndexDefinitions() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsCatalogsInIndexDefinitions();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsCatalogsInPrivilegeDefinitions() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsCatalogsInPrivilegeDefinitions();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsCatalogsInProcedureCalls() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsCatalogsInProcedureCalls();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsCatalogsInTableDefinitions() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsCatalogsInTableDefinitions();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsColumnAliasing() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsColumnAliasing();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsConvert() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsConvert();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsConvert(int first, int second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsConvert(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsCoreSQLGrammar() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsCoreSQLGrammar();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsCorrelatedSubqueries() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsCorrelatedSubqueries();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsDataDefinitionAndDataManipulationTransactions() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsDataDefinitionAndDataManipulationTransactions();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsDataManipulationTransactionsOnly() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsDataManipulationTransactionsOnly();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsDifferentTableCorrelationNames() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsDifferentTableCorrelationNames();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsExpressionsInOrderBy() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsExpressionsInOrderBy();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsExtendedSQLGrammar() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsExtendedSQLGrammar();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsFullOuterJoins() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsFullOuterJoins();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsGetGeneratedKeys() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsGetGeneratedKeys();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsGroupBy() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsGroupBy();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsGroupByBeyondSelect() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsGroupByBeyondSelect();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsGroupByUnrelated() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsGroupByUnrelated();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsIntegrityEnhancementFacility() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsIntegrityEnhancementFacility();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsLikeEscapeClause() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsLikeEscapeClause();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsLimitedOuterJoins() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsLimitedOuterJoins();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsMinimumSQLGrammar() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsMinimumSQLGrammar();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsMixedCaseIdentifiers() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsMixedCaseIdentifiers();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsMixedCaseQuotedIdentifiers() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsMixedCaseQuotedIdentifiers();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsMultipleOpenResults() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsMultipleOpenResults();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsMultipleResultSets() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsMultipleResultSets();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsMultipleTransactions() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsMultipleTransactions();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsNamedParameters() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsNamedParameters();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsNonNullableColumns() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsNonNullableColumns();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsOpenCursorsAcrossCommit() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsOpenCursorsAcrossCommit();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsOpenCursorsAcrossRollback() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsOpenCursorsAcrossRollback();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsOpenStatementsAcrossCommit() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsOpenStatementsAcrossCommit();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsOpenStatementsAcrossRollback() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsOpenStatementsAcrossRollback();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsOrderByUnrelated() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsOrderByUnrelated();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsOuterJoins() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsOuterJoins();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsPositionedDelete() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsPositionedDelete();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsPositionedUpdate() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsPositionedUpdate();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsRefCursors() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsRefCursors();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsResultSetConcurrency(int first, int second) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsResultSetConcurrency(first, second);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsResultSetHoldability(int first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsResultSetHoldability(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsResultSetType(int first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsResultSetType(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsSavepoints() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsSavepoints();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsSchemasInDataManipulation() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsSchemasInDataManipulation();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsSchemasInIndexDefinitions() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsSchemasInIndexDefinitions();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsSchemasInPrivilegeDefinitions() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsSchemasInPrivilegeDefinitions();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsSchemasInProcedureCalls() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsSchemasInProcedureCalls();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsSchemasInTableDefinitions() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsSchemasInTableDefinitions();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsSelectForUpdate() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsSelectForUpdate();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsSharding() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsSharding();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsStatementPooling() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsStatementPooling();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsStoredFunctionsUsingCallSyntax() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsStoredFunctionsUsingCallSyntax();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsStoredProcedures() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsStoredProcedures();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsSubqueriesInComparisons() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsSubqueriesInComparisons();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsSubqueriesInExists() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsSubqueriesInExists();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsSubqueriesInIns() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsSubqueriesInIns();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsSubqueriesInQuantifieds() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsSubqueriesInQuantifieds();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsTableCorrelationNames() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsTableCorrelationNames();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsTransactionIsolationLevel(int first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsTransactionIsolationLevel(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsTransactions() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsTransactions();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsUnion() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsUnion();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean supportsUnionAll() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().supportsUnionAll();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean updatesAreDetected(int first) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().updatesAreDetected(first);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean usesLocalFilePerTable() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().usesLocalFilePerTable();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public boolean usesLocalFiles() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return open().usesLocalFiles();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }
}
