package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariConfigMXBean;
import com.zaxxer.hikari.HikariCredentialsProvider;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import dev.penstock.pool.config.Property;
import dev.penstock.pool.config.PropertyTable;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every property of HikariCP exists in Penstock, with its name, its type and its default. */
class DropInTest {
    private static final Map<Class<?>, Class<?>> OURS = Map.of(
            com.zaxxer.hikari.util.Credentials.class, Credentials.class,
            HikariCredentialsProvider.class, CredentialsProvider.class,
            com.zaxxer.hikari.SQLExceptionOverride.class, SQLExceptionOverride.class,
            MetricsTrackerFactory.class, Object.class,
            HikariConfig.class, PenstockConfig.class);

    /** Penstock has no getter of a password, because tools that dump beans would print the password. */
    private static final Set<String> LEFT_OUT = Set.of("getPassword", "getCredentials");

    static Stream<Method> methods() {
        return Arrays.stream(HikariConfig.class.getMethods())
                .filter(method -> method.getDeclaringClass() == HikariConfig.class)
                .filter(method -> !LEFT_OUT.contains(method.getName()));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyMethodOfHikariConfigExists(Method theirs) throws NoSuchMethodException {
        Method ours = PenstockConfig.class.getMethod(theirs.getName(), ours(theirs.getParameterTypes()));
        assertThat(ours.getReturnType()).isEqualTo(ours(theirs.getReturnType()));
    }

    private static Class<?>[] ours(Class<?>[] theirs) {
        return Arrays.stream(theirs).map(DropInTest::ours).toArray(Class<?>[]::new);
    }

    private static Class<?> ours(Class<?> theirs) {
        return OURS.getOrDefault(theirs, theirs);
    }

    static Stream<Method> getters() {
        return methods().filter(method -> method.getParameterCount() == 0 && method.getReturnType() != void.class);
    }

    @ParameterizedTest
    @MethodSource("getters")
    void everyDefaultOfHikariConfigIsEqual(Method theirs) throws ReflectiveOperationException {
        Object expected = theirs.invoke(new HikariConfig());
        Object ours = PenstockConfig.class.getMethod(theirs.getName()).invoke(new PenstockConfig());
        assertThat(ours).isEqualTo(expected);
    }

    @Test
    void everyPropertyHasGetterAndSetterOfOneType() {
        for (Property<?> property : PropertyTable.all()) {
            Method setter = method("set" + capital(property));
            assertThat(setter).as("setter of %s", property).isNotNull();
            if (!property.equals(PropertyTable.PASSWORD) && !property.equals(PropertyTable.CONSOLE_TOKEN)) {
                String prefix = setter.getParameterTypes()[0] == boolean.class ? "is" : "get";
                Method getter = method(prefix + capital(property));
                assertThat(getter).as("getter of %s", property).isNotNull();
                assertThat(getter.getReturnType()).as("%s", property).isEqualTo(setter.getParameterTypes()[0]);
            }
        }
    }

    private static Method method(String name) {
        return Arrays.stream(PenstockConfig.class.getMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static String capital(Property<?> property) {
        return Character.toUpperCase(property.name().charAt(0))
                + property.name().substring(1);
    }

    @Test
    void everySetterBelongsToProperty() {
        Set<String> setters = names(PenstockConfig.class).stream()
                .filter(name -> name.startsWith("set"))
                .collect(Collectors.toCollection(TreeSet::new));
        setters.remove("setCredentials");
        setters.remove("setUrl");
        setters.remove("setAlert"); // one rule of the property alerts
        assertThat(setters)
                .containsExactlyInAnyOrderElementsOf(PropertyTable.all().stream()
                        .map(property -> "set" + capital(property))
                        .toList());
    }

    @Test
    void mxBeansHaveTheMethodsOfHikari() {
        assertThat(names(PenstockPoolMXBean.class)).containsAll(names(HikariPoolMXBean.class));
        Set<String> writable = names(HikariConfigMXBean.class);
        assertThat(writable).contains("setCredentials");
        writable.remove("setCredentials");
        assertThat(names(PenstockConfigMXBean.class))
                .containsAll(writable)
                .contains("changeCredentials")
                .doesNotContain("getPassword");
    }

    private static Set<String> names(Class<?> type) {
        return Arrays.stream(type.getMethods()).map(Method::getName).collect(Collectors.toCollection(TreeSet::new));
    }

    /** JMX transfers values, and no objects such as a registry. It sets one rule of alerts at a time. */
    @Test
    void mxBeanHasExactlyTheLivePropertiesThatAreValues() {
        Set<String> live = PropertyTable.all().stream()
                .filter(Property::live)
                .filter(property -> property.type() != Object.class)
                .map(property -> property.equals(PropertyTable.ALERTS) ? "setAlert" : "set" + capital(property))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(names(PenstockConfigMXBean.class).stream().filter(name -> name.startsWith("set")))
                .containsExactlyInAnyOrderElementsOf(live);
    }

    @Test
    void sourceWrittenForHikariConfigCompiles() {
        PenstockConfig config = new PenstockConfig();
        config.setJdbcUrl("jdbc:postgresql://db/orders");
        config.setUsername("clerk");
        config.setPassword("s3cr3t");
        config.setCredentials(Credentials.of("clerk", "s3cr3t"));
        config.addDataSourceProperty("cachePrepStmts", "true");
        config.getDataSourceProperties().put("prepStmtCacheSize", 250);
        config.validate();
        PenstockConfig copy = new PenstockConfig();
        config.copyStateTo(copy);
        config.getDataSourceProperties().clear();
        assertThat(copy.getJdbcUrl()).isEqualTo("jdbc:postgresql://db/orders");
        assertThat(copy.getUsername()).isEqualTo("clerk");
        assertThat(copy.getDataSourceProperties()).containsEntry("prepStmtCacheSize", 250);
    }
}
