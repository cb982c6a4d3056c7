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
        try {
            return open().allProceduresAreCallable();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean allTablesAreSelectable() throws SQLException {
        try {
            return open().allTablesAreSelectable();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean autoCommitFailureClosesAllResultSets() throws SQLException {
        try {
            return open().autoCommitFailureClosesAllResultSets();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean dataDefinitionCausesTransactionCommit() throws SQLException {
        try {
            return open().dataDefinitionCausesTransactionCommit();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean dataDefinitionIgnoredInTransactions() throws SQLException {
        try {
            return open().dataDefinitionIgnoredInTransactions();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean deletesAreDetected(int first) throws SQLException {
        try {
            return open().deletesAreDetected(first);
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean doesMaxRowSizeIncludeBlobs() throws SQLException {
        try {
            return open().doesMaxRowSizeIncludeBlobs();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean generatedKeyAlwaysReturned() throws SQLException {
        try {
            return open().generatedKeyAlwaysReturned();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public @Nullable ResultSet getAttributes(String first, String second, String third, String fourth)
            throws SQLException {
        try {
            return wrap(open().getAttributes(first, second, third, fourth));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public @Nullable ResultSet getBestRowIdentifier(
            String first, String second, String third, int fourth, boolean fifth) throws SQLException {
        try {
            return wrap(open().getBestRowIdentifier(first, second, third, fourth, fifth));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getCatalogSeparator() throws SQLException {
        try {
            return open().getCatalogSeparator();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getCatalogTerm() throws SQLException {
        try {
            return open().getCatalogTerm();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public @Nullable ResultSet getCatalogs() throws SQLException {
        try {
            return wrap(open().getCatalogs());
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public @Nullable ResultSet getClientInfoProperties() throws SQLException {
        try {
            return wrap(open().getClientInfoProperties());
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public @Nullable ResultSet getColumnPrivileges(String first, String second, String third, String fourth)
            throws SQLException {
        try {
            return wrap(open().getColumnPrivileges(first, second, third, fourth));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public @Nullable ResultSet getColumns(String first, String second, String third, String fourth)
            throws SQLException {
        try {
            return wrap(open().getColumns(first, second, third, fourth));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public @Nullable ResultSet getCrossReference(
            String first, String second, String third, String fourth, String fifth, String sixth) throws SQLException {
        try {
            return wrap(open().getCrossReference(first, second, third, fourth, fifth, sixth));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getDatabaseMajorVersion() throws SQLException {
        try {
            return open().getDatabaseMajorVersion();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getDatabaseMinorVersion() throws SQLException {
        try {
            return open().getDatabaseMinorVersion();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getDatabaseProductName() throws SQLException {
        try {
            return open().getDatabaseProductName();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getDatabaseProductVersion() throws SQLException {
        try {
            return open().getDatabaseProductVersion();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getDefaultTransactionIsolation() throws SQLException {
        try {
            return open().getDefaultTransactionIsolation();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getDriverMajorVersion() {
        try {
            return delegate.getDriverMajorVersion();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getDriverMinorVersion() {
        try {
            return delegate.getDriverMinorVersion();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getDriverName() throws SQLException {
        try {
            return open().getDriverName();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getDriverVersion() throws SQLException {
        try {
            return open().getDriverVersion();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public @Nullable ResultSet getExportedKeys(String first, String second, String third) throws SQLException {
        try {
            return wrap(open().getExportedKeys(first, second, third));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getExtraNameCharacters() throws SQLException {
        try {
            return open().getExtraNameCharacters();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public @Nullable ResultSet getFunctionColumns(String first, String second, String third, String fourth)
            throws SQLException {
        try {
            return wrap(open().getFunctionColumns(first, second, third, fourth));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public @Nullable ResultSet getFunctions(String first, String second, String third) throws SQLException {
        try {
            return wrap(open().getFunctions(first, second, third));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getIdentifierQuoteString() throws SQLException {
        try {
            return open().getIdentifierQuoteString();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public @Nullable ResultSet getImportedKeys(String first, String second, String third) throws SQLException {
        try {
            return wrap(open().getImportedKeys(first, second, third));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public @Nullable ResultSet getIndexInfo(String first, String second, String third, boolean fourth, boolean fifth)
            throws SQLException {
        try {
            return wrap(open().getIndexInfo(first, second, third, fourth, fifth));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getJDBCMajorVersion() throws SQLException {
        try {
            return open().getJDBCMajorVersion();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getJDBCMinorVersion() throws SQLException {
        try {
            return open().getJDBCMinorVersion();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxBinaryLiteralLength() throws SQLException {
        try {
            return open().getMaxBinaryLiteralLength();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxCatalogNameLength() throws SQLException {
        try {
            return open().getMaxCatalogNameLength();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxCharLiteralLength() throws SQLException {
        try {
            return open().getMaxCharLiteralLength();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxColumnNameLength() throws SQLException {
        try {
            return open().getMaxColumnNameLength();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxColumnsInGroupBy() throws SQLException {
        try {
            return open().getMaxColumnsInGroupBy();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxColumnsInIndex() throws SQLException {
        try {
            return open().getMaxColumnsInIndex();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxColumnsInOrderBy() throws SQLException {
        try {
            return open().getMaxColumnsInOrderBy();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxColumnsInSelect() throws SQLException {
        try {
            return open().getMaxColumnsInSelect();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxColumnsInTable() throws SQLException {
        try {
            return open().getMaxColumnsInTable();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxConnections() throws SQLException {
        try {
            return open().getMaxConnections();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxCursorNameLength() throws SQLException {
        try {
            return open().getMaxCursorNameLength();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxIndexLength() throws SQLException {
        try {
            return open().getMaxIndexLength();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public long getMaxLogicalLobSize() throws SQLException {
        try {
            return open().getMaxLogicalLobSize();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxProcedureNameLength() throws SQLException {
        try {
            return open().getMaxProcedureNameLength();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxRowSize() throws SQLException {
        try {
            return open().getMaxRowSize();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxSchemaNameLength() throws SQLException {
        try {
            return open().getMaxSchemaNameLength();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxStatementLength() throws SQLException {
        try {
            return open().getMaxStatementLength();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxStatements() throws SQLException {
        try {
            return open().getMaxStatements();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxTableNameLength() throws SQLException {
        try {
            return open().getMaxTableNameLength();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxTablesInSelect() throws SQLException {
        try {
            return open().getMaxTablesInSelect();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxUserNameLength() throws SQLException {
        try {
            return open().getMaxUserNameLength();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getNumericFunctions() throws SQLException {
        try {
            return open().getNumericFunctions();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public @Nullable ResultSet getPrimaryKeys(String first, String second, String third) throws SQLException {
        try {
            return wrap(open().getPrimaryKeys(first, second, third));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public @Nullable ResultSet getProcedureColumns(String first, String second, String third, String fourth)
            throws SQLException {
        try {
            return wrap(open().getProcedureColumns(first, second, third, fourth));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getProcedureTerm() throws SQLException {
        try {
            return open().getProcedureTerm();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public @Nullable ResultSet getProcedures(String first, String second, String third) throws SQLException {
        try {
            return wrap(open().getProcedures(first, second, third));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public @Nullable ResultSet getPseudoColumns(String first, String second, String third, String fourth)
            throws SQLException {
        try {
            return wrap(open().getPseudoColumns(first, second, third, fourth));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getResultSetHoldability() throws SQLException {
        try {
            return open().getResultSetHoldability();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public RowIdLifetime getRowIdLifetime() throws SQLException {
        try {
            return open().getRowIdLifetime();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getSQLKeywords() throws SQLException {
        try {
            return open().getSQLKeywords();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getSQLStateType() throws SQLException {
        try {
            return open().getSQLStateType();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getSchemaTerm() throws SQLException {
        try {
            return open().getSchemaTerm();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public @Nullable ResultSet getSchemas() throws SQLException {
        try {
            return wrap(open().getSchemas());
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public @Nullable ResultSet getSchemas(String first, String second) throws SQLException {
        try {
            return wrap(open().getSchemas(first, second));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getSearchStringEscape() throws SQLException {
        try {
            return open().getSearchStringEscape();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getStringFunctions() throws SQLException {
        try {
            return open().getStringFunctions();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public @Nullable ResultSet getSuperTables(String first, String second, String third) throws SQLException {
        try {
            return wrap(open().getSuperTables(first, second, third));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public @Nullable ResultSet getSuperTypes(String first, String second, String third) throws SQLException {
        try {
            return wrap(open().getSuperTypes(first, second, third));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getSystemFunctions() throws SQLException {
        try {
            return open().getSystemFunctions();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public @Nullable ResultSet getTablePrivileges(String first, String second, String third) throws SQLException {
        try {
            return wrap(open().getTablePrivileges(first, second, third));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public @Nullable ResultSet getTableTypes() throws SQLException {
        try {
            return wrap(open().getTableTypes());
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public @Nullable ResultSet getTables(String first, String second, String third, String[] fourth)
            throws SQLException {
        try {
            return wrap(open().getTables(first, second, third, fourth));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getTimeDateFunctions() throws SQLException {
        try {
            return open().getTimeDateFunctions();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public @Nullable ResultSet getTypeInfo() throws SQLException {
        try {
            return wrap(open().getTypeInfo());
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public @Nullable ResultSet getUDTs(String first, String second, String third, int[] fourth) throws SQLException {
        try {
            return wrap(open().getUDTs(first, second, third, fourth));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getURL() throws SQLException {
        try {
            return open().getURL();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getUserName() throws SQLException {
        try {
            return open().getUserName();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public @Nullable ResultSet getVersionColumns(String first, String second, String third) throws SQLException {
        try {
            return wrap(open().getVersionColumns(first, second, third));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean insertsAreDetected(int first) throws SQLException {
        try {
            return open().insertsAreDetected(first);
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean isCatalogAtStart() throws SQLException {
        try {
            return open().isCatalogAtStart();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean isReadOnly() throws SQLException {
        try {
            return open().isReadOnly();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean locatorsUpdateCopy() throws SQLException {
        try {
            return open().locatorsUpdateCopy();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean nullPlusNonNullIsNull() throws SQLException {
        try {
            return open().nullPlusNonNullIsNull();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean nullsAreSortedAtEnd() throws SQLException {
        try {
            return open().nullsAreSortedAtEnd();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean nullsAreSortedAtStart() throws SQLException {
        try {
            return open().nullsAreSortedAtStart();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean nullsAreSortedHigh() throws SQLException {
        try {
            return open().nullsAreSortedHigh();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean nullsAreSortedLow() throws SQLException {
        try {
            return open().nullsAreSortedLow();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean othersDeletesAreVisible(int first) throws SQLException {
        try {
            return open().othersDeletesAreVisible(first);
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean othersInsertsAreVisible(int first) throws SQLException {
        try {
            return open().othersInsertsAreVisible(first);
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean othersUpdatesAreVisible(int first) throws SQLException {
        try {
            return open().othersUpdatesAreVisible(first);
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean ownDeletesAreVisible(int first) throws SQLException {
        try {
            return open().ownDeletesAreVisible(first);
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean ownInsertsAreVisible(int first) throws SQLException {
        try {
            return open().ownInsertsAreVisible(first);
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean ownUpdatesAreVisible(int first) throws SQLException {
        try {
            return open().ownUpdatesAreVisible(first);
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean storesLowerCaseIdentifiers() throws SQLException {
        try {
            return open().storesLowerCaseIdentifiers();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean storesLowerCaseQuotedIdentifiers() throws SQLException {
        try {
            return open().storesLowerCaseQuotedIdentifiers();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean storesMixedCaseIdentifiers() throws SQLException {
        try {
            return open().storesMixedCaseIdentifiers();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean storesMixedCaseQuotedIdentifiers() throws SQLException {
        try {
            return open().storesMixedCaseQuotedIdentifiers();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean storesUpperCaseIdentifiers() throws SQLException {
        try {
            return open().storesUpperCaseIdentifiers();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean storesUpperCaseQuotedIdentifiers() throws SQLException {
        try {
            return open().storesUpperCaseQuotedIdentifiers();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsANSI92EntryLevelSQL() throws SQLException {
        try {
            return open().supportsANSI92EntryLevelSQL();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsANSI92FullSQL() throws SQLException {
        try {
            return open().supportsANSI92FullSQL();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsANSI92IntermediateSQL() throws SQLException {
        try {
            return open().supportsANSI92IntermediateSQL();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsAlterTableWithAddColumn() throws SQLException {
        try {
            return open().supportsAlterTableWithAddColumn();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsAlterTableWithDropColumn() throws SQLException {
        try {
            return open().supportsAlterTableWithDropColumn();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsBatchUpdates() throws SQLException {
        try {
            return open().supportsBatchUpdates();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsCatalogsInDataManipulation() throws SQLException {
        try {
            return open().supportsCatalogsInDataManipulation();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsCatalogsInIndexDefinitions() throws SQLException {
        try {
            return open().supportsCatalogsInIndexDefinitions();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsCatalogsInPrivilegeDefinitions() throws SQLException {
        try {
            return open().supportsCatalogsInPrivilegeDefinitions();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsCatalogsInProcedureCalls() throws SQLException {
        try {
            return open().supportsCatalogsInProcedureCalls();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsCatalogsInTableDefinitions() throws SQLException {
        try {
            return open().supportsCatalogsInTableDefinitions();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsColumnAliasing() throws SQLException {
        try {
            return open().supportsColumnAliasing();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsConvert() throws SQLException {
        try {
            return open().supportsConvert();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsConvert(int first, int second) throws SQLException {
        try {
            return open().supportsConvert(first, second);
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsCoreSQLGrammar() throws SQLException {
        try {
            return open().supportsCoreSQLGrammar();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsCorrelatedSubqueries() throws SQLException {
        try {
            return open().supportsCorrelatedSubqueries();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsDataDefinitionAndDataManipulationTransactions() throws SQLException {
        try {
            return open().supportsDataDefinitionAndDataManipulationTransactions();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsDataManipulationTransactionsOnly() throws SQLException {
        try {
            return open().supportsDataManipulationTransactionsOnly();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsDifferentTableCorrelationNames() throws SQLException {
        try {
            return open().supportsDifferentTableCorrelationNames();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsExpressionsInOrderBy() throws SQLException {
        try {
            return open().supportsExpressionsInOrderBy();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsExtendedSQLGrammar() throws SQLException {
        try {
            return open().supportsExtendedSQLGrammar();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsFullOuterJoins() throws SQLException {
        try {
            return open().supportsFullOuterJoins();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsGetGeneratedKeys() throws SQLException {
        try {
            return open().supportsGetGeneratedKeys();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsGroupBy() throws SQLException {
        try {
            return open().supportsGroupBy();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsGroupByBeyondSelect() throws SQLException {
        try {
            return open().supportsGroupByBeyondSelect();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsGroupByUnrelated() throws SQLException {
        try {
            return open().supportsGroupByUnrelated();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsIntegrityEnhancementFacility() throws SQLException {
        try {
            return open().supportsIntegrityEnhancementFacility();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsLikeEscapeClause() throws SQLException {
        try {
            return open().supportsLikeEscapeClause();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsLimitedOuterJoins() throws SQLException {
        try {
            return open().supportsLimitedOuterJoins();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsMinimumSQLGrammar() throws SQLException {
        try {
            return open().supportsMinimumSQLGrammar();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsMixedCaseIdentifiers() throws SQLException {
        try {
            return open().supportsMixedCaseIdentifiers();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsMixedCaseQuotedIdentifiers() throws SQLException {
        try {
            return open().supportsMixedCaseQuotedIdentifiers();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsMultipleOpenResults() throws SQLException {
        try {
            return open().supportsMultipleOpenResults();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsMultipleResultSets() throws SQLException {
        try {
            return open().supportsMultipleResultSets();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsMultipleTransactions() throws SQLException {
        try {
            return open().supportsMultipleTransactions();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsNamedParameters() throws SQLException {
        try {
            return open().supportsNamedParameters();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsNonNullableColumns() throws SQLException {
        try {
            return open().supportsNonNullableColumns();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsOpenCursorsAcrossCommit() throws SQLException {
        try {
            return open().supportsOpenCursorsAcrossCommit();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsOpenCursorsAcrossRollback() throws SQLException {
        try {
            return open().supportsOpenCursorsAcrossRollback();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsOpenStatementsAcrossCommit() throws SQLException {
        try {
            return open().supportsOpenStatementsAcrossCommit();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsOpenStatementsAcrossRollback() throws SQLException {
        try {
            return open().supportsOpenStatementsAcrossRollback();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsOrderByUnrelated() throws SQLException {
        try {
            return open().supportsOrderByUnrelated();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsOuterJoins() throws SQLException {
        try {
            return open().supportsOuterJoins();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsPositionedDelete() throws SQLException {
        try {
            return open().supportsPositionedDelete();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsPositionedUpdate() throws SQLException {
        try {
            return open().supportsPositionedUpdate();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsRefCursors() throws SQLException {
        try {
            return open().supportsRefCursors();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsResultSetConcurrency(int first, int second) throws SQLException {
        try {
            return open().supportsResultSetConcurrency(first, second);
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsResultSetHoldability(int first) throws SQLException {
        try {
            return open().supportsResultSetHoldability(first);
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsResultSetType(int first) throws SQLException {
        try {
            return open().supportsResultSetType(first);
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsSavepoints() throws SQLException {
        try {
            return open().supportsSavepoints();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsSchemasInDataManipulation() throws SQLException {
        try {
            return open().supportsSchemasInDataManipulation();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsSchemasInIndexDefinitions() throws SQLException {
        try {
            return open().supportsSchemasInIndexDefinitions();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsSchemasInPrivilegeDefinitions() throws SQLException {
        try {
            return open().supportsSchemasInPrivilegeDefinitions();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsSchemasInProcedureCalls() throws SQLException {
        try {
            return open().supportsSchemasInProcedureCalls();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsSchemasInTableDefinitions() throws SQLException {
        try {
            return open().supportsSchemasInTableDefinitions();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsSelectForUpdate() throws SQLException {
        try {
            return open().supportsSelectForUpdate();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsSharding() throws SQLException {
        try {
            return open().supportsSharding();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsStatementPooling() throws SQLException {
        try {
            return open().supportsStatementPooling();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsStoredFunctionsUsingCallSyntax() throws SQLException {
        try {
            return open().supportsStoredFunctionsUsingCallSyntax();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsStoredProcedures() throws SQLException {
        try {
            return open().supportsStoredProcedures();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsSubqueriesInComparisons() throws SQLException {
        try {
            return open().supportsSubqueriesInComparisons();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsSubqueriesInExists() throws SQLException {
        try {
            return open().supportsSubqueriesInExists();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsSubqueriesInIns() throws SQLException {
        try {
            return open().supportsSubqueriesInIns();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsSubqueriesInQuantifieds() throws SQLException {
        try {
            return open().supportsSubqueriesInQuantifieds();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsTableCorrelationNames() throws SQLException {
        try {
            return open().supportsTableCorrelationNames();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsTransactionIsolationLevel(int first) throws SQLException {
        try {
            return open().supportsTransactionIsolationLevel(first);
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsTransactions() throws SQLException {
        try {
            return open().supportsTransactions();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsUnion() throws SQLException {
        try {
            return open().supportsUnion();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsUnionAll() throws SQLException {
        try {
            return open().supportsUnionAll();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean updatesAreDetected(int first) throws SQLException {
        try {
            return open().updatesAreDetected(first);
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean usesLocalFilePerTable() throws SQLException {
        try {
            return open().usesLocalFilePerTable();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean usesLocalFiles() throws SQLException {
        try {
            return open().usesLocalFiles();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }
}
