/**
 * One sign-in with a browser: authorization code flow with PKCE (OpenID Connect Core 1.0, section 3.1; RFC 7636), for
 * each trusted issuer that this server is a client of. Its outcome is the cookie {@code oidc}, which the handshake
 * understands.
 *
 * <p>Read it in the order of the journey: {@link org.signaling.signin.IssuersServlet IssuersServlet},
 * {@link org.signaling.signin.StartServlet StartServlet} and {@link org.signaling.signin.CallbackServlet CallbackServlet}
 * with {@link org.signaling.signin.SignIn SignIn}, {@link org.signaling.signin.MeServlet MeServlet},
 * {@link org.signaling.signin.RenewServlet RenewServlet} with {@link org.signaling.signin.SignInRenewal SignInRenewal},
 * {@link org.signaling.signin.OutServlet OutServlet} with {@link org.signaling.signin.SignOut SignOut}. Between the two
 * halves of a sign-in, {@code PendingSignIn} waits in a sealed cookie ({@code Seal}). {@code Provider} speaks to the
 * issuer, {@code ChosenToken} decides which of its tokens is good for a connection. {@link org.signaling.signin.BackchannelLogout BackchannelLogout} takes the issuer's word that a
 * session is over. What goes wrong is a {@code Problem}, one of a closed set. {@link org.signaling.signin.PageHeadersFilter PageHeadersFilter} guards the page.
 *
 * <p>Nothing is kept in memory but the states that were used. Targets of redirects are constants of this server or
 * addresses from an issuer's discovery. It may use {@code message}, {@code settings}, {@code delivery} and
 * {@code handshake}; tokens, codes and secrets appear in no log and no message.
 */
package org.signaling.signin;
