@echo off
rem Starts Jacobian's command line.
rem
rem   JAVA_HOME    the Java to use, 17 or newer; without it, the first one on the PATH
rem   JAVA_OPTS    more options for it, for example -Xmx8g
setlocal EnableExtensions DisableDelayedExpansion

set "LIB=%~dp0..\lib"

if defined JAVA_HOME goto java_home
set "JAVA=java.exe"
where /q java.exe
if not errorlevel 1 goto java_version
>&2 echo jacobian: there is no java on the PATH. Install Java 17 or newer, or set JAVA_HOME to one.
exit /b 1

:java_home
set "JAVA=%JAVA_HOME%\bin\java.exe"
if exist "%JAVA%" goto java_version
>&2 echo jacobian: JAVA_HOME is %JAVA_HOME%, which has no bin\java.exe. Set it to a Java 17 or newer, or unset it.
exit /b 1

:java_version
set "FEATURE=0"
for /f "tokens=1-3" %%a in ('call "%JAVA%" -version 2^>^&1') do (
  if "%%b"=="version" for /f "delims=.-+_" %%f in ("%%~c") do set "FEATURE=%%f"
)
if %FEATURE% geq 17 goto start
>&2 echo jacobian: %JAVA% is Java %FEATURE%. Set JAVA_HOME to a Java 17 or newer.
exit /b 1

:start
set "UNSAFE="
if %FEATURE% geq 24 set "UNSAFE=--sun-misc-unsafe-memory-access=allow"
set "ARGS=%LIB%\java.args"
set JAR=-cp "%LIB%\jacobian-cli.jar"
set "ARCHIVE=%LIB%\classes.jsa"
set "EXAMPLE=%LIB%\..\examples\configs\iris.yaml"
call "%LIB%\archive.cmd"
"%JAVA%" "@%ARGS%" %UNSAFE% %JAR% %SHARE% %JAVA_OPTS% dev.jacobian.cli.Main %*
exit /b %ERRORLEVEL%
