package dev.penstock.pool;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.OperationNotSupportedException;
import javax.naming.spi.InitialContextFactory;
import javax.naming.spi.NamingManager;

/** A JNDI of this process: names and what they are bound to, made of references by their factories at each lookup. */
public final class MemoryContext implements InitialContextFactory, InvocationHandler {
    private static final Map<Object, Object> BOUND = new ConcurrentHashMap<>();

    /** Called by its name. */
    public MemoryContext() {}

    static void clear() {
        BOUND.clear();
    }

    @Override
    public Context getInitialContext(Hashtable<?, ?> environment) {
        return (Context) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Context.class}, this);
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        return switch (method.getName()) {
            case "bind" -> BOUND.put(arguments[0].toString(), arguments[1]);
            case "lookup" -> made(arguments[0].toString(), (Context) proxy);
            case "close" -> null;
            default -> throw new OperationNotSupportedException(method.getName());
        };
    }

    private static Object made(String name, Context context) throws Exception {
        Object bound = BOUND.get(name);
        if (bound == null) {
            throw new NameNotFoundException(name);
        }
        try {
            return NamingManager.getObjectInstance(bound, null, context, new Hashtable<>());
        } catch (InvocationTargetException e) {
            throw (Exception) e.getCause();
        }
    }
}
