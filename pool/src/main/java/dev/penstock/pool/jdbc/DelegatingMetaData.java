package dev.penstock.pool.jdbc;

import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import org.jspecify.annotations.Nullable;
import java.sql.RowIdLifetime;
import java.sql.SQLException;

/** Passes every call of the database's metadata on to the driver's. Mechanical. */
@SuppressWarnings("deprecation")
abstract class DelegatingMetaData implements DatabaseMetaData {
    final ClaimedConnection connection;
    final DatabaseMetaData delegate;

    DelegatingMetaData(ClaimedConnection connection, DatabaseMetaData delegate) {
        this.connection = connection;
        this.delegate = delegate;
    }

    abstract @Nullable ResultSet wrap(@Nullable ResultSet fresh);

    @Override
    public boolean allProceduresAreCallable() throws SQLException {
        try {
            return delegate.allProceduresAreCallable();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean allTablesAreSelectable() throws SQLException {
        try {
            return delegate.allTablesAreSelectable();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean autoCommitFailureClosesAllResultSets() throws SQLException {
        try {
            return delegate.autoCommitFailureClosesAllResultSets();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean dataDefinitionCausesTransactionCommit() throws SQLException {
        try {
            return delegate.dataDefinitionCausesTransactionCommit();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean dataDefinitionIgnoredInTransactions() throws SQLException {
        try {
            return delegate.dataDefinitionIgnoredInTransactions();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean deletesAreDetected(int first) throws SQLException {
        try {
            return delegate.deletesAreDetected(first);
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean doesMaxRowSizeIncludeBlobs() throws SQLException {
        try {
            return delegate.doesMaxRowSizeIncludeBlobs();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean generatedKeyAlwaysReturned() throws SQLException {
        try {
            return delegate.generatedKeyAlwaysReturned();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public ResultSet getAttributes(String first, String second, String third, String fourth) throws SQLException {
        try {
            return wrap(delegate.getAttributes(first, second, third, fourth));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public ResultSet getBestRowIdentifier(String first, String second, String third, int fourth, boolean fifth) throws SQLException {
        try {
            return wrap(delegate.getBestRowIdentifier(first, second, third, fourth, fifth));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getCatalogSeparator() throws SQLException {
        try {
            return delegate.getCatalogSeparator();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getCatalogTerm() throws SQLException {
        try {
            return delegate.getCatalogTerm();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public ResultSet getCatalogs() throws SQLException {
        try {
            return wrap(delegate.getCatalogs());
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public ResultSet getClientInfoProperties() throws SQLException {
        try {
            return wrap(delegate.getClientInfoProperties());
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public ResultSet getColumnPrivileges(String first, String second, String third, String fourth) throws SQLException {
        try {
            return wrap(delegate.getColumnPrivileges(first, second, third, fourth));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public ResultSet getColumns(String first, String second, String third, String fourth) throws SQLException {
        try {
            return wrap(delegate.getColumns(first, second, third, fourth));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public ResultSet getCrossReference(String first, String second, String third, String fourth, String fifth, String sixth) throws SQLException {
        try {
            return wrap(delegate.getCrossReference(first, second, third, fourth, fifth, sixth));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getDatabaseMajorVersion() throws SQLException {
        try {
            return delegate.getDatabaseMajorVersion();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getDatabaseMinorVersion() throws SQLException {
        try {
            return delegate.getDatabaseMinorVersion();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getDatabaseProductName() throws SQLException {
        try {
            return delegate.getDatabaseProductName();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getDatabaseProductVersion() throws SQLException {
        try {
            return delegate.getDatabaseProductVersion();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getDefaultTransactionIsolation() throws SQLException {
        try {
            return delegate.getDefaultTransactionIsolation();
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
            return delegate.getDriverName();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getDriverVersion() throws SQLException {
        try {
            return delegate.getDriverVersion();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public ResultSet getExportedKeys(String first, String second, String third) throws SQLException {
        try {
            return wrap(delegate.getExportedKeys(first, second, third));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getExtraNameCharacters() throws SQLException {
        try {
            return delegate.getExtraNameCharacters();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public ResultSet getFunctionColumns(String first, String second, String third, String fourth) throws SQLException {
        try {
            return wrap(delegate.getFunctionColumns(first, second, third, fourth));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public ResultSet getFunctions(String first, String second, String third) throws SQLException {
        try {
            return wrap(delegate.getFunctions(first, second, third));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getIdentifierQuoteString() throws SQLException {
        try {
            return delegate.getIdentifierQuoteString();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public ResultSet getImportedKeys(String first, String second, String third) throws SQLException {
        try {
            return wrap(delegate.getImportedKeys(first, second, third));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public ResultSet getIndexInfo(String first, String second, String third, boolean fourth, boolean fifth) throws SQLException {
        try {
            return wrap(delegate.getIndexInfo(first, second, third, fourth, fifth));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getJDBCMajorVersion() throws SQLException {
        try {
            return delegate.getJDBCMajorVersion();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getJDBCMinorVersion() throws SQLException {
        try {
            return delegate.getJDBCMinorVersion();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxBinaryLiteralLength() throws SQLException {
        try {
            return delegate.getMaxBinaryLiteralLength();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxCatalogNameLength() throws SQLException {
        try {
            return delegate.getMaxCatalogNameLength();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxCharLiteralLength() throws SQLException {
        try {
            return delegate.getMaxCharLiteralLength();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxColumnNameLength() throws SQLException {
        try {
            return delegate.getMaxColumnNameLength();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxColumnsInGroupBy() throws SQLException {
        try {
            return delegate.getMaxColumnsInGroupBy();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxColumnsInIndex() throws SQLException {
        try {
            return delegate.getMaxColumnsInIndex();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxColumnsInOrderBy() throws SQLException {
        try {
            return delegate.getMaxColumnsInOrderBy();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxColumnsInSelect() throws SQLException {
        try {
            return delegate.getMaxColumnsInSelect();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxColumnsInTable() throws SQLException {
        try {
            return delegate.getMaxColumnsInTable();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxConnections() throws SQLException {
        try {
            return delegate.getMaxConnections();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxCursorNameLength() throws SQLException {
        try {
            return delegate.getMaxCursorNameLength();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxIndexLength() throws SQLException {
        try {
            return delegate.getMaxIndexLength();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public long getMaxLogicalLobSize() throws SQLException {
        try {
            return delegate.getMaxLogicalLobSize();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxProcedureNameLength() throws SQLException {
        try {
            return delegate.getMaxProcedureNameLength();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxRowSize() throws SQLException {
        try {
            return delegate.getMaxRowSize();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxSchemaNameLength() throws SQLException {
        try {
            return delegate.getMaxSchemaNameLength();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxStatementLength() throws SQLException {
        try {
            return delegate.getMaxStatementLength();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxStatements() throws SQLException {
        try {
            return delegate.getMaxStatements();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxTableNameLength() throws SQLException {
        try {
            return delegate.getMaxTableNameLength();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxTablesInSelect() throws SQLException {
        try {
            return delegate.getMaxTablesInSelect();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getMaxUserNameLength() throws SQLException {
        try {
            return delegate.getMaxUserNameLength();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getNumericFunctions() throws SQLException {
        try {
            return delegate.getNumericFunctions();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public ResultSet getPrimaryKeys(String first, String second, String third) throws SQLException {
        try {
            return wrap(delegate.getPrimaryKeys(first, second, third));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public ResultSet getProcedureColumns(String first, String second, String third, String fourth) throws SQLException {
        try {
            return wrap(delegate.getProcedureColumns(first, second, third, fourth));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getProcedureTerm() throws SQLException {
        try {
            return delegate.getProcedureTerm();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public ResultSet getProcedures(String first, String second, String third) throws SQLException {
        try {
            return wrap(delegate.getProcedures(first, second, third));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public ResultSet getPseudoColumns(String first, String second, String third, String fourth) throws SQLException {
        try {
            return wrap(delegate.getPseudoColumns(first, second, third, fourth));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getResultSetHoldability() throws SQLException {
        try {
            return delegate.getResultSetHoldability();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public RowIdLifetime getRowIdLifetime() throws SQLException {
        try {
            return delegate.getRowIdLifetime();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getSQLKeywords() throws SQLException {
        try {
            return delegate.getSQLKeywords();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public int getSQLStateType() throws SQLException {
        try {
            return delegate.getSQLStateType();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getSchemaTerm() throws SQLException {
        try {
            return delegate.getSchemaTerm();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public ResultSet getSchemas() throws SQLException {
        try {
            return wrap(delegate.getSchemas());
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public ResultSet getSchemas(String first, String second) throws SQLException {
        try {
            return wrap(delegate.getSchemas(first, second));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getSearchStringEscape() throws SQLException {
        try {
            return delegate.getSearchStringEscape();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getStringFunctions() throws SQLException {
        try {
            return delegate.getStringFunctions();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public ResultSet getSuperTables(String first, String second, String third) throws SQLException {
        try {
            return wrap(delegate.getSuperTables(first, second, third));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public ResultSet getSuperTypes(String first, String second, String third) throws SQLException {
        try {
            return wrap(delegate.getSuperTypes(first, second, third));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getSystemFunctions() throws SQLException {
        try {
            return delegate.getSystemFunctions();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public ResultSet getTablePrivileges(String first, String second, String third) throws SQLException {
        try {
            return wrap(delegate.getTablePrivileges(first, second, third));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public ResultSet getTableTypes() throws SQLException {
        try {
            return wrap(delegate.getTableTypes());
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public ResultSet getTables(String first, String second, String third, String[] fourth) throws SQLException {
        try {
            return wrap(delegate.getTables(first, second, third, fourth));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getTimeDateFunctions() throws SQLException {
        try {
            return delegate.getTimeDateFunctions();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public ResultSet getTypeInfo() throws SQLException {
        try {
            return wrap(delegate.getTypeInfo());
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public ResultSet getUDTs(String first, String second, String third, int[] fourth) throws SQLException {
        try {
            return wrap(delegate.getUDTs(first, second, third, fourth));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getURL() throws SQLException {
        try {
            return delegate.getURL();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public String getUserName() throws SQLException {
        try {
            return delegate.getUserName();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public ResultSet getVersionColumns(String first, String second, String third) throws SQLException {
        try {
            return wrap(delegate.getVersionColumns(first, second, third));
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean insertsAreDetected(int first) throws SQLException {
        try {
            return delegate.insertsAreDetected(first);
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean isCatalogAtStart() throws SQLException {
        try {
            return delegate.isCatalogAtStart();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean isReadOnly() throws SQLException {
        try {
            return delegate.isReadOnly();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean locatorsUpdateCopy() throws SQLException {
        try {
            return delegate.locatorsUpdateCopy();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean nullPlusNonNullIsNull() throws SQLException {
        try {
            return delegate.nullPlusNonNullIsNull();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean nullsAreSortedAtEnd() throws SQLException {
        try {
            return delegate.nullsAreSortedAtEnd();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean nullsAreSortedAtStart() throws SQLException {
        try {
            return delegate.nullsAreSortedAtStart();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean nullsAreSortedHigh() throws SQLException {
        try {
            return delegate.nullsAreSortedHigh();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean nullsAreSortedLow() throws SQLException {
        try {
            return delegate.nullsAreSortedLow();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean othersDeletesAreVisible(int first) throws SQLException {
        try {
            return delegate.othersDeletesAreVisible(first);
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean othersInsertsAreVisible(int first) throws SQLException {
        try {
            return delegate.othersInsertsAreVisible(first);
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean othersUpdatesAreVisible(int first) throws SQLException {
        try {
            return delegate.othersUpdatesAreVisible(first);
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean ownDeletesAreVisible(int first) throws SQLException {
        try {
            return delegate.ownDeletesAreVisible(first);
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean ownInsertsAreVisible(int first) throws SQLException {
        try {
            return delegate.ownInsertsAreVisible(first);
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean ownUpdatesAreVisible(int first) throws SQLException {
        try {
            return delegate.ownUpdatesAreVisible(first);
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean storesLowerCaseIdentifiers() throws SQLException {
        try {
            return delegate.storesLowerCaseIdentifiers();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean storesLowerCaseQuotedIdentifiers() throws SQLException {
        try {
            return delegate.storesLowerCaseQuotedIdentifiers();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean storesMixedCaseIdentifiers() throws SQLException {
        try {
            return delegate.storesMixedCaseIdentifiers();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean storesMixedCaseQuotedIdentifiers() throws SQLException {
        try {
            return delegate.storesMixedCaseQuotedIdentifiers();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean storesUpperCaseIdentifiers() throws SQLException {
        try {
            return delegate.storesUpperCaseIdentifiers();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean storesUpperCaseQuotedIdentifiers() throws SQLException {
        try {
            return delegate.storesUpperCaseQuotedIdentifiers();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsANSI92EntryLevelSQL() throws SQLException {
        try {
            return delegate.supportsANSI92EntryLevelSQL();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsANSI92FullSQL() throws SQLException {
        try {
            return delegate.supportsANSI92FullSQL();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsANSI92IntermediateSQL() throws SQLException {
        try {
            return delegate.supportsANSI92IntermediateSQL();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsAlterTableWithAddColumn() throws SQLException {
        try {
            return delegate.supportsAlterTableWithAddColumn();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsAlterTableWithDropColumn() throws SQLException {
        try {
            return delegate.supportsAlterTableWithDropColumn();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsBatchUpdates() throws SQLException {
        try {
            return delegate.supportsBatchUpdates();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsCatalogsInDataManipulation() throws SQLException {
        try {
            return delegate.supportsCatalogsInDataManipulation();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsCatalogsInIndexDefinitions() throws SQLException {
        try {
            return delegate.supportsCatalogsInIndexDefinitions();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsCatalogsInPrivilegeDefinitions() throws SQLException {
        try {
            return delegate.supportsCatalogsInPrivilegeDefinitions();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsCatalogsInProcedureCalls() throws SQLException {
        try {
            return delegate.supportsCatalogsInProcedureCalls();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsCatalogsInTableDefinitions() throws SQLException {
        try {
            return delegate.supportsCatalogsInTableDefinitions();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsColumnAliasing() throws SQLException {
        try {
            return delegate.supportsColumnAliasing();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsConvert() throws SQLException {
        try {
            return delegate.supportsConvert();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsConvert(int first, int second) throws SQLException {
        try {
            return delegate.supportsConvert(first, second);
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsCoreSQLGrammar() throws SQLException {
        try {
            return delegate.supportsCoreSQLGrammar();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsCorrelatedSubqueries() throws SQLException {
        try {
            return delegate.supportsCorrelatedSubqueries();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsDataDefinitionAndDataManipulationTransactions() throws SQLException {
        try {
            return delegate.supportsDataDefinitionAndDataManipulationTransactions();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsDataManipulationTransactionsOnly() throws SQLException {
        try {
            return delegate.supportsDataManipulationTransactionsOnly();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsDifferentTableCorrelationNames() throws SQLException {
        try {
            return delegate.supportsDifferentTableCorrelationNames();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsExpressionsInOrderBy() throws SQLException {
        try {
            return delegate.supportsExpressionsInOrderBy();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsExtendedSQLGrammar() throws SQLException {
        try {
            return delegate.supportsExtendedSQLGrammar();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsFullOuterJoins() throws SQLException {
        try {
            return delegate.supportsFullOuterJoins();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsGetGeneratedKeys() throws SQLException {
        try {
            return delegate.supportsGetGeneratedKeys();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsGroupBy() throws SQLException {
        try {
            return delegate.supportsGroupBy();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsGroupByBeyondSelect() throws SQLException {
        try {
            return delegate.supportsGroupByBeyondSelect();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsGroupByUnrelated() throws SQLException {
        try {
            return delegate.supportsGroupByUnrelated();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsIntegrityEnhancementFacility() throws SQLException {
        try {
            return delegate.supportsIntegrityEnhancementFacility();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsLikeEscapeClause() throws SQLException {
        try {
            return delegate.supportsLikeEscapeClause();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsLimitedOuterJoins() throws SQLException {
        try {
            return delegate.supportsLimitedOuterJoins();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsMinimumSQLGrammar() throws SQLException {
        try {
            return delegate.supportsMinimumSQLGrammar();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsMixedCaseIdentifiers() throws SQLException {
        try {
            return delegate.supportsMixedCaseIdentifiers();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsMixedCaseQuotedIdentifiers() throws SQLException {
        try {
            return delegate.supportsMixedCaseQuotedIdentifiers();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsMultipleOpenResults() throws SQLException {
        try {
            return delegate.supportsMultipleOpenResults();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsMultipleResultSets() throws SQLException {
        try {
            return delegate.supportsMultipleResultSets();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsMultipleTransactions() throws SQLException {
        try {
            return delegate.supportsMultipleTransactions();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsNamedParameters() throws SQLException {
        try {
            return delegate.supportsNamedParameters();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsNonNullableColumns() throws SQLException {
        try {
            return delegate.supportsNonNullableColumns();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsOpenCursorsAcrossCommit() throws SQLException {
        try {
            return delegate.supportsOpenCursorsAcrossCommit();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsOpenCursorsAcrossRollback() throws SQLException {
        try {
            return delegate.supportsOpenCursorsAcrossRollback();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsOpenStatementsAcrossCommit() throws SQLException {
        try {
            return delegate.supportsOpenStatementsAcrossCommit();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsOpenStatementsAcrossRollback() throws SQLException {
        try {
            return delegate.supportsOpenStatementsAcrossRollback();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsOrderByUnrelated() throws SQLException {
        try {
            return delegate.supportsOrderByUnrelated();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsOuterJoins() throws SQLException {
        try {
            return delegate.supportsOuterJoins();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsPositionedDelete() throws SQLException {
        try {
            return delegate.supportsPositionedDelete();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsPositionedUpdate() throws SQLException {
        try {
            return delegate.supportsPositionedUpdate();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsRefCursors() throws SQLException {
        try {
            return delegate.supportsRefCursors();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsResultSetConcurrency(int first, int second) throws SQLException {
        try {
            return delegate.supportsResultSetConcurrency(first, second);
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsResultSetHoldability(int first) throws SQLException {
        try {
            return delegate.supportsResultSetHoldability(first);
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsResultSetType(int first) throws SQLException {
        try {
            return delegate.supportsResultSetType(first);
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsSavepoints() throws SQLException {
        try {
            return delegate.supportsSavepoints();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsSchemasInDataManipulation() throws SQLException {
        try {
            return delegate.supportsSchemasInDataManipulation();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsSchemasInIndexDefinitions() throws SQLException {
        try {
            return delegate.supportsSchemasInIndexDefinitions();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsSchemasInPrivilegeDefinitions() throws SQLException {
        try {
            return delegate.supportsSchemasInPrivilegeDefinitions();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsSchemasInProcedureCalls() throws SQLException {
        try {
            return delegate.supportsSchemasInProcedureCalls();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsSchemasInTableDefinitions() throws SQLException {
        try {
            return delegate.supportsSchemasInTableDefinitions();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsSelectForUpdate() throws SQLException {
        try {
            return delegate.supportsSelectForUpdate();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsSharding() throws SQLException {
        try {
            return delegate.supportsSharding();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsStatementPooling() throws SQLException {
        try {
            return delegate.supportsStatementPooling();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsStoredFunctionsUsingCallSyntax() throws SQLException {
        try {
            return delegate.supportsStoredFunctionsUsingCallSyntax();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsStoredProcedures() throws SQLException {
        try {
            return delegate.supportsStoredProcedures();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsSubqueriesInComparisons() throws SQLException {
        try {
            return delegate.supportsSubqueriesInComparisons();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsSubqueriesInExists() throws SQLException {
        try {
            return delegate.supportsSubqueriesInExists();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsSubqueriesInIns() throws SQLException {
        try {
            return delegate.supportsSubqueriesInIns();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsSubqueriesInQuantifieds() throws SQLException {
        try {
            return delegate.supportsSubqueriesInQuantifieds();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsTableCorrelationNames() throws SQLException {
        try {
            return delegate.supportsTableCorrelationNames();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsTransactionIsolationLevel(int first) throws SQLException {
        try {
            return delegate.supportsTransactionIsolationLevel(first);
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsTransactions() throws SQLException {
        try {
            return delegate.supportsTransactions();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsUnion() throws SQLException {
        try {
            return delegate.supportsUnion();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean supportsUnionAll() throws SQLException {
        try {
            return delegate.supportsUnionAll();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean updatesAreDetected(int first) throws SQLException {
        try {
            return delegate.updatesAreDetected(first);
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean usesLocalFilePerTable() throws SQLException {
        try {
            return delegate.usesLocalFilePerTable();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public boolean usesLocalFiles() throws SQLException {
        try {
            return delegate.usesLocalFiles();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }
}
