package org.signaling.handshake;

import java.io.IOException;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;

/**
 * What {@link LibertyFrames} and {@link LibertyWrites} call of Open Liberty: its transport, whose types no application can be
 * compiled against, and the buffers that come with it. For all threads.
 */
final class LibertyTransport {

    private static final String TCP = "com.ibm.wsspi.tcpchannel.";

    final Method init;
    final Method readInterface;
    final Method read;
    final Method complete;
    final Method error;
    final Method writeInterface;
    final Method write;
    final Method writeAndWait;
    final Method written;
    final Method notWritten;
    private final ClassLoader loader;
    private final Class<?> handlerType;
    private final Class<?> upgradeType;
    private final Method connection;
    private final Method setConnection;
    private final Method buffer;
    private final Method setBuffer;
    private final Method position;
    private final Method setPosition;
    private final Method clear;
    private final Method array;
    private final Method arrayOffset;
    private final Method release;
    private final Method pool;
    private final Method wrap;

    /**
     * Looks for it all.
     *
     * @param handler the class of what handles connections in the server's WebSocket container; not null
     * @throws ReflectiveOperationException if the server looks different
     */
    LibertyTransport(Class<?> handler) throws ReflectiveOperationException {
        loader = handler.getClassLoader();
        handlerType = type("jakarta.servlet.http.HttpUpgradeHandler");
        upgradeType = type("com.ibm.ws.transport.access.TransportConnectionUpgrade");
        Class<?> access = type("com.ibm.ws.transport.access.TransportConnectionAccess");
        Class<?> connectionType = type(TCP + "TCPConnectionContext");
        Class<?> reading = type(TCP + "TCPReadRequestContext");
        Class<?> callback = type(TCP + "TCPReadCompletedCallback");
        Class<?> bytes = type("com.ibm.wsspi.bytebuffer.WsByteBuffer");
        init = upgradeType.getMethod("init", access);
        connection = access.getMethod("getTCPConnectionContext");
        setConnection = access.getMethod("setTCPConnectionContext", connectionType);
        readInterface = connectionType.getMethod("getReadInterface");
        read = reading.getMethod("read", long.class, callback, boolean.class, int.class);
        buffer = reading.getMethod("getBuffer");
        setBuffer = reading.getMethod("setBuffer", bytes);
        Class<?> connections = type("com.ibm.wsspi.channelfw.VirtualConnection");
        complete = callback.getMethod("complete", connections, reading);
        error = callback.getMethod("error", connections, reading, IOException.class);
        Class<?> writing = type(TCP + "TCPWriteRequestContext");
        Class<?> writtenCallback = type(TCP + "TCPWriteCompletedCallback");
        writeInterface = connectionType.getMethod("getWriteInterface");
        write = writing.getMethod("write", long.class, writtenCallback, boolean.class, int.class);
        writeAndWait = writing.getMethod("write", long.class, int.class);
        written = writtenCallback.getMethod("complete", connections, writing);
        notWritten = writtenCallback.getMethod("error", connections, writing, IOException.class);
        position = bytes.getMethod("position");
        setPosition = bytes.getMethod("position", int.class);
        clear = bytes.getMethod("clear");
        array = bytes.getMethod("array");
        arrayOffset = bytes.getMethod("arrayOffset");
        release = bytes.getMethod("release");
        pool = type("com.ibm.ws.wsoc.ServiceManager").getMethod("getBufferPoolManager");
        wrap = pool.getReturnType().getMethod("wrap", byte[].class);
        // or Java looks each time whether they may be called
        AccessibleObject.setAccessible(new AccessibleObject[]{read, buffer, setBuffer, complete, error, position,
            setPosition, clear, array, arrayOffset, release, pool, wrap, write}, true);
        if (!Arrays.asList(handler.getInterfaces()).contains(upgradeType)) {
            throw new NoSuchMethodException(handler + " does not get the transport");
        }
    }

    private Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(name, false, loader);
    }

    /** {@return what handles a connection as the server's own handler does; never null} */
    Object handler(InvocationHandler calls) {
        return Proxy.newProxyInstance(loader, new Class<?>[]{handlerType, upgradeType}, calls);
    }

    /** {@return an object of the type that has a method; never null} */
    Object proxy(Method of, InvocationHandler calls) {
        return Proxy.newProxyInstance(loader, new Class<?>[]{of.getDeclaringClass()}, calls);
    }

    /** {@return the connection that an upgraded request leads to} */
    Object connection(Object access) throws Throwable {
        return call(connection, access);
    }

    /** Has an upgraded request lead to another connection. */
    void setConnection(Object access, Object other) throws Throwable {
        call(setConnection, access, other);
    }

    /** {@return the buffer that is read into} */
    Object buffer(Object reading) throws Throwable {
        return call(buffer, reading);
    }

    /** Has a buffer be read into from its beginning, as if nothing had come. */
    void empty(Object reading, Object buffer) throws Throwable {
        call(clear, buffer);
        call(setBuffer, reading, buffer);
    }

    /** Says how much has come. */
    void setPosition(Object buffer, int end) throws Throwable {
        call(setPosition, buffer, end);
    }

    /** Puts an array in the place of the buffer that was read into, as if it had come. */
    void replaceBuffer(Object reading, byte[] bytes) throws Throwable {
        Object old = buffer(reading);
        Object other = call(wrap, call(pool, null), (Object) bytes);
        setPosition(other, bytes.length);
        call(setBuffer, reading, other);
        call(release, old);
    }

    /** {@return where the bytes that came end} */
    int position(Object buffer) throws Throwable {
        return (int) call(position, buffer);
    }

    /** {@return the bytes of a buffer} */
    byte[] array(Object buffer) throws Throwable {
        return (byte[]) call(array, buffer);
    }

    /** {@return where in its array a buffer begins} */
    int arrayOffset(Object buffer) throws Throwable {
        return (int) call(arrayOffset, buffer);
    }

    /** Calls a method of the server, and throws what it throws. */
    static Object call(Method method, Object target, Object... arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
