@echo off
rem Starts Jacobian's command line, or a program of the course: jacobian example [NUMBER...].
rem Builds them first when there is no build or a source is newer.
rem
rem   JAVA_HOME    the Java to use; without it, the first one on the PATH
rem   JAVA_OPTS    more options for it, for example -Xmx8g
rem   MAVEN_ARGS   more options for the build, for example -Pcuda
setlocal EnableExtensions DisableDelayedExpansion

set "ROOT=%~dp0"
set "ROOT=%ROOT:~0,-1%"
set "OUT=%ROOT%\examples\target\launch"
set "ARGS=%OUT%\java.args"
set "STAMP=%OUT%\launch.stamp"

rem Java

if defined JAVA_HOME goto java_home
set "JAVA=java.exe"
where /q java.exe
if not errorlevel 1 goto java_version
>&2 echo jacobian: there is no java on the PATH. Install a JDK 17 or newer, or set JAVA_HOME to one.
exit /b 1

:java_home
set "JAVA=%JAVA_HOME%\bin\java.exe"
if exist "%JAVA%" goto java_version
>&2 echo jacobian: JAVA_HOME is %JAVA_HOME%, which has no bin\java.exe. Set it to a JDK 17 or newer, or unset it.
exit /b 1

:java_version
set "FEATURE=0"
for /f "tokens=1-3" %%a in ('call "%JAVA%" -version 2^>^&1') do (
  if "%%b"=="version" for /f "delims=.-+_" %%f in ("%%~c") do set "FEATURE=%%f"
)
if %FEATURE% geq 17 goto check
>&2 echo jacobian: %JAVA% is Java %FEATURE%. Set JAVA_HOME to a JDK 17 or newer.
exit /b 1

rem Build: a build is good for the folder it was made in and for the same MAVEN_ARGS (none at all keeps the last
rem build), while no source is newer.

:check
if not exist "%ARGS%" goto build
if not exist "%STAMP%" goto build
set "BUILT_IN="
set "BUILT_WITH="
for /f "usebackq tokens=1,* delims==" %%a in ("%STAMP%") do (
  if "%%a"=="root" set "BUILT_IN=%%b"
  if "%%a"=="args" set "BUILT_WITH=%%b"
)
if not "%BUILT_IN%"=="%ROOT%" goto build
if defined MAVEN_ARGS if not "%BUILT_WITH%"=="%MAVEN_ARGS%" goto build
powershell -NoProfile -Command "$s = (Get-Item -LiteralPath $env:STAMP).LastWriteTime; Set-Location -LiteralPath $env:ROOT; $f = Get-ChildItem -Recurse pom.xml, .mvn, bom\pom.xml, framework\pom.xml, framework\src\main, nd4j\pom.xml, nd4j\src\main, models\pom.xml, models\src\main, trainers\pom.xml, trainers\src\main, serve\pom.xml, serve\src\main, cli\pom.xml, cli\src\main, examples\pom.xml, examples\src\main; if ($f | Where-Object { $_.LastWriteTime -gt $s }) { exit 1 }"
if not errorlevel 1 goto start

:build
where /q mvn.cmd
if not errorlevel 1 goto maven
>&2 echo jacobian: there is no mvn on the PATH. Install Maven 3.8 or newer: it builds Jacobian.
exit /b 1

:maven
>&2 echo Building Jacobian (the first time takes a few minutes)...
if not exist "%OUT%" mkdir "%OUT%"
rem Dated from the start of the build, so that an edit made during it counts as newer.
>"%STAMP%.new" echo root=%ROOT%
if defined MAVEN_ARGS >>"%STAMP%.new" echo args=%MAVEN_ARGS%
rem Maven leaves what was made of a file that is gone; a service that names such a class stops every start.
for /d %%m in ("%ROOT%\*") do if exist "%%m\target\launch\classes" rd /s /q "%%m\target\launch\classes"
set "BUILD_ARGS=%MAVEN_ARGS%"
set "MAVEN_ARGS="
pushd "%ROOT%"
call mvn.cmd -B -q -ntp %BUILD_ARGS% -Dquick -Dbuild.folder=target/launch -Dmaven.test.skip=true -pl examples -am package 1>&2
set "STATUS=%ERRORLEVEL%"
popd
if not "%STATUS%"=="0" goto build_failed
move /y "%STAMP%.new" "%STAMP%" >nul
rem The archive of classes was one of the jars before.
if exist "%OUT%\classes.jsa.release" del "%OUT%\classes.jsa.release"
goto start

:build_failed
>&2 echo jacobian: the build failed; the lines above say why.
exit /b 1

rem Start

:start
set "UNSAFE="
if %FEATURE% geq 24 set "UNSAFE=--sun-misc-unsafe-memory-access=allow"
set "JAR="
set "ARCHIVE=%OUT%\classes.jsa"
set "EXAMPLE=%ROOT%\examples\configs\iris.yaml"
call "%ROOT%\distribution\src\main\lib\archive.cmd"
if "%~1"=="example" goto example
"%JAVA%" "@%ARGS%" %UNSAFE% %SHARE% %JAVA_OPTS% dev.jacobian.cli.Main %*
exit /b %ERRORLEVEL%

:example
set "REST="
:rest
shift
if "%~1"=="" goto run_example
set "REST=%REST% %1"
goto rest
:run_example
"%JAVA%" "@%ARGS%" %UNSAFE% %SHARE% %JAVA_OPTS% dev.jacobian.examples.Examples %REST%
exit /b %ERRORLEVEL%
